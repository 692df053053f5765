package kv.consistency.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
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
import java.util.Set;
import java.util.TreeSet;
import kv.consistency.check.Limits;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.HistoryWriter;
import kv.consistency.report.CheckResult;
import kv.consistency.report.RunFacts;
import kv.consistency.report.RunPage;
import kv.consistency.report.RunResult;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workloads;

/**
 * The directory of a run: {@code run.json}, what it is; {@code history.jsonl} and {@code
 * history.edn}; {@code verdict.json} and {@code junit.xml}; {@code report.html}; and {@code logs},
 * those of every process. All but the first two follow from these.
 */
public record RunDirectory(Path path) {
  private static final String FACTS = "run.json";

  /** Whether it is one. */
  public boolean exists() {
    return Files.isRegularFile(path.resolve(FACTS));
  }

  public Path history() {
    return path.resolve("history.jsonl");
  }

  public Path report() {
    return path.resolve("report.html");
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

  private Map<String, String> members() throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(path.resolve(FACTS).toFile())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          String in = json.getParsingContext().getParent().getCurrentName();
          members.put((in == null ? "" : in + ".") + json.currentName(), json.getText());
        }
      }
    }
    return members;
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
    Map<String, String> members = members();
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
    Set<String> functions = Set.copyOf(list(member(members(), "functions")));
    RunResult result = new Judge(workload, functions, limits).judge(facts, history());
    writeEdn();
    writeVerdict(facts, result);
    Files.writeString(path.resolve("junit.xml"), JUnitXml.of(facts, result));
    writeReport(facts, result);
    return result;
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
    try (JsonGenerator json = generator(path.resolve("verdict.json"))) {
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
