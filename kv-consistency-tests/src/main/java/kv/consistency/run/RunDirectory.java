package kv.consistency.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kv.consistency.check.Limits;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.HistoryWriter;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Expectation;
import kv.consistency.report.RunFacts;
import kv.consistency.report.RunPage;
import kv.consistency.report.RunResult;
import kv.consistency.report.RunsPage;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workloads;

/**
 * The directory of a run: {@code run.json}, what it is; {@code history.jsonl} and {@code
 * history.edn}; {@code verdict.json} and {@code junit.xml}; {@code report.html}; and {@code logs},
 * those of every process. All but the first two follow from these.
 */
public record RunDirectory(Path path) {
  private static final String FACTS = "run.json";
  private static final String VERDICT = "verdict.json";
  private static final String REPORT = "report.html";

  /** Whether it is one. */
  public boolean exists() {
    return Files.isRegularFile(path.resolve(FACTS));
  }

  public Path history() {
    return path.resolve("history.jsonl");
  }

  public Path report() {
    return path.resolve(REPORT);
  }

  public Path logs() {
    return path.resolve("logs");
  }

  /**
   * @param functions of which each must succeed
   */
  public void writeFacts(RunFacts facts, Set<String> functions) throws IOException {
    Files.createDirectories(path);
    try (JsonGenerator json = generator(path.resolve(FACTS))) {
      json.writeStartObject();
      json.writeStringField("name", facts.name());
      json.writeStringField("topology", facts.topology());
      json.writeStringField("workload", facts.workload());
      json.writeStringField("faults", String.join(",", facts.faults()));
      json.writeStringField("functions", String.join(",", new TreeSet<>(functions)));
      json.writeStringField("seed", Long.toString(facts.seed()));
      json.writeStringField("duration", facts.duration().toString());
      json.writeStringField("started", facts.started().toString());
      json.writeStringField("command", facts.command());
      write(json, "configuration", facts.configuration());
      write(json, "versions", facts.versions());
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /** The strings and numbers in a file, by their names, with those of the objects around them. */
  private static Map<String, String> members(Path file) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      while (json.nextToken() != null) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
          members.putIfAbsent(name(json.getParsingContext()), json.getText());
        }
      }
    }
    return members;
  }

  private static String name(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    String own = String.valueOf(context.getCurrentName());
    return parent == null || parent.inRoot() ? own : name(parent) + "." + own;
  }

  private static Map<String, String> below(String name, Map<String, String> members) {
    Map<String, String> below = new LinkedHashMap<>();
    members.forEach(
        (key, value) -> {
          if (key.startsWith(name + ".")) {
            below.put(key.substring(name.length() + 1), value);
          }
        });
    return below;
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }

  public RunFacts facts() throws IOException {
    Map<String, String> members = members(path.resolve(FACTS));
    try {
      return new RunFacts(
          member(members, "name"),
          member(members, "topology"),
          member(members, "workload"),
          list(member(members, "faults")),
          Long.parseLong(member(members, "seed")),
          Duration.parse(member(members, "duration")),
          Instant.parse(member(members, "started")),
          below("configuration", members),
          below("versions", members),
          member(members, "command"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(path.resolve(FACTS) + " is not of a run: " + e.getMessage(), e);
    }
  }

  private static String member(Map<String, String> members, String name) {
    String value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no '" + name + "'");
    }
    return value;
  }

  /** Judges the run by its history, and writes what follows from that. */
  public RunResult conclude(Limits limits) throws IOException {
    RunFacts facts = facts();
    Workload workload =
        Workloads.named(facts.workload())
            .orElseThrow(() -> new IOException("no workload " + facts.workload()));
    Set<String> functions = Set.copyOf(list(member(members(path.resolve(FACTS)), "functions")));
    RunResult result = new Judge(workload, functions, limits).judge(facts, history());
    writeEdn();
    writeVerdict(facts, result);
    Files.writeString(path.resolve("junit.xml"), JUnitXml.of(facts, result));
    writeReport(facts, result);
    return result;
  }

  /** Whether a run came to what is claimed. */
  public static boolean isAsClaimed(RunResult result) {
    return JUnitXml.isAsClaimed(result);
  }

  /** The line about this run in a list; none while it has no verdict. */
  public Optional<RunsPage.Row> row() throws IOException {
    Path verdict = path.resolve(VERDICT);
    if (!Files.isRegularFile(verdict)) {
      return Optional.empty();
    }
    Map<String, String> members = members(verdict);
    long operations =
        members.entrySet().stream()
            .filter(member -> member.getKey().startsWith("operations."))
            .mapToLong(member -> Long.parseLong(member.getValue()))
            .sum();
    return Optional.of(
        new RunsPage.Row(
            path.getFileName() + "/" + REPORT,
            facts(),
            Conclusion.valueOf(member(members, "verdict").toUpperCase(Locale.ROOT)),
            Expectation.valueOf(member(members, "expected").toUpperCase(Locale.ROOT)),
            member(members, "sentence"),
            operations));
  }

  private void writeEdn() throws IOException {
    try (HistoryReader events = Judge.open(history());
        HistoryWriter edn =
            HistoryFormat.EDN.writer(
                new BufferedOutputStream(Files.newOutputStream(path.resolve("history.edn"))))) {
      for (Event event = events.next(); event != null; event = events.next()) {
        edn.write(event);
      }
    }
  }

  private void writeVerdict(RunFacts facts, RunResult result) throws IOException {
    try (JsonGenerator json = generator(path.resolve(VERDICT))) {
      json.writeStartObject();
      json.writeStringField("name", facts.name());
      json.writeStringField("verdict", result.conclusion().text());
      json.writeStringField("expected", result.expectation().name().toLowerCase(Locale.ROOT));
      json.writeStringField("sentence", result.sentence());
      json.writeArrayFieldStart("reasons");
      for (String reason : result.reasons()) {
        json.writeString(reason);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("checks");
      for (CheckResult check : result.checks()) {
        json.writeStartObject();
        json.writeStringField("check", check.name());
        json.writeStringField("verdict", check.conclusion().text());
        json.writeStringField("sentence", check.sentence());
        check.evidence().json(json);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("operations");
      for (var each : result.operations().entrySet()) {
        json.writeObjectFieldStart(each.getKey());
        json.writeNumberField("ok", each.getValue().ok());
        json.writeNumberField("fail", each.getValue().fail());
        json.writeNumberField("info", each.getValue().info());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeObjectFieldStart("faults");
      for (var each : result.faults().entrySet()) {
        json.writeObjectFieldStart(each.getKey());
        json.writeNumberField("injected", each.getValue().injected());
        json.writeNumberField("effective", each.getValue().effective());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void writeReport(RunFacts facts, RunResult result) throws IOException {
    try (Writer out = Files.newBufferedWriter(report());
        HistoryReader events = Judge.open(history())) {
      RunPage.write(out, facts, result, events);
    }
  }

  private static JsonGenerator generator(Path file) throws IOException {
    return new JsonFactory()
        .createGenerator(Files.newBufferedWriter(file))
        .useDefaultPrettyPrinter();
  }

  /** The directories of runs below {@code parent}, the newest first by name. */
  public static List<RunDirectory> below(Path parent) throws IOException {
    List<RunDirectory> runs = new ArrayList<>();
    try (var entries = Files.list(parent)) {
      entries.map(RunDirectory::new).filter(RunDirectory::exists).forEach(runs::add);
    }
    runs.sort((a, b) -> b.path().compareTo(a.path()));
    return runs;
  }
}
