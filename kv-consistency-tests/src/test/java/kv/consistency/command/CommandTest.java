package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Output forms, exit codes and usage of the command. */
class CommandTest {
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");
  private static final String VALID = corpus("cas-chain.edn");
  private static final String INVALID = corpus("stale-read-after-acknowledged-write.jsonl");
  private static final String NOTHING = corpus("faults-only.edn");
  private static final String BROKEN = corpus("damaged-in-the-middle.jsonl");

  @TempDir private Path folder = Path.of("");

  private static String corpus(String file) {
    return CORPUS.resolve(file).toString();
  }

  @Test
  void each_file_has_a_line_with_verdict_operations_keys_and_time() {
    Run run = Run.of("check", VALID, INVALID);
    assertThat(run.out().lines().filter(line -> !line.startsWith(" ")))
        .satisfiesExactly(
            line -> assertThat(line).matches(".*cas-chain.edn: valid \\(4 ops, 1 key, \\d+ ms\\)"),
            line -> assertThat(line).matches(".*jsonl: invalid \\(3 ops, 1 key, \\d+ ms\\)"));
  }

  @Test
  void an_invalid_history_is_explained() {
    String out = Run.of("check", INVALID).out();
    assertThat(out)
        .contains("read → 1", "after (2): 2", "impossible in state 2; it had to come by now");
  }

  @Test
  void the_worst_file_decides_the_exit_code() {
    assertThat(Run.of("check", VALID).code()).isZero();
    assertThat(Run.of("check", VALID, NOTHING).code()).isEqualTo(70);
    assertThat(Run.of("check", BROKEN, VALID, NOTHING).code()).isEqualTo(65);
    assertThat(Run.of("check", INVALID, BROKEN, VALID, NOTHING).code()).isEqualTo(1);
  }

  @Test
  void time_that_runs_out_makes_the_verdict_unknown() throws IOException {
    StringBuilder history = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String event = "{\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"value\":%s}\n";
      history.append(event.formatted(i, "invoke", "enqueue", i % 3));
    }
    for (int i = 0; i < 40; i++) {
      String event = "{\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"value\":%s}\n";
      history.append(event.formatted(i, "ok", "enqueue", i % 3));
    }
    for (int i = 0; i < 40; i++) {
      String event = "{\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"value\":%s}\n";
      history.append(event.formatted(0, "invoke", "dequeue", null));
      history.append(event.formatted(0, "ok", "dequeue", i == 39 ? 7 : i % 3));
    }
    byte[] input = history.toString().getBytes(StandardCharsets.UTF_8);
    Run run = Run.of(input, "check", "--model", "queue", "--timeout", "0ms", "-");
    assertThat(run.code()).as(run.toString()).isEqualTo(2);
    assertThat(run.out()).contains("unknown (80 ops").contains("--timeout");
  }

  @Test
  void standard_input_is_read_as_json_lines_or_as_told() throws IOException {
    assertThat(Run.of(Files.readAllBytes(Path.of(INVALID)), "check", "-").code()).isEqualTo(1);
    byte[] edn = Files.readAllBytes(Path.of(VALID));
    assertThat(Run.of(edn, "check", "--format", "edn", "-").out()).startsWith("-: valid (");
    assertThat(Run.of(edn, "check", "-").code()).isEqualTo(65);
  }

  @Test
  void json_has_one_object_a_line_with_the_witness() throws IOException {
    Run run = Run.of("check", "--json", VALID, INVALID, BROKEN, NOTHING);
    assertThat(run.out().lines()).hasSize(4);
    Map<String, String> valid = members(run.out().lines().toList().get(0));
    assertThat(valid)
        .containsEntry("file", VALID)
        .containsEntry("verdict", "valid")
        .containsEntry("ops", "4")
        .containsEntry("keys", "1")
        .containsKey("ms");
    Map<String, String> invalid = members(run.out().lines().toList().get(1));
    assertThat(invalid).containsEntry("verdict", "invalid").containsKey("witness");
    assertThat(members(run.out().lines().toList().get(2)))
        .containsEntry("verdict", "unknown")
        .hasEntrySatisfying("error", error -> assertThat(error).startsWith("line 3: not JSON"));
    assertThat(members(run.out().lines().toList().get(3))).containsKey("notes");
  }

  /** The members of a JSON object; those that are not scalars are empty strings. */
  private static Map<String, String> members(String json) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        members.put(name, token.isScalarValue() ? parser.getText() : "");
        parser.skipChildren();
      }
    }
    return members;
  }

  @Test
  void a_linearization_is_shown_on_request() {
    String out = Run.of("check", "--linearization", VALID).out();
    assertThat(out).contains("process 1: cas 1 to 2  ⇒ 2", "process 0: read → 3  ⇒ 3");
    assertThat(Run.of("check", "--linearization", "--json", VALID).out())
        .contains("\"linearizations\":[{\"steps\":[");
  }

  @Test
  void a_page_holds_a_section_for_each_file_and_asks_for_no_other_resource() throws IOException {
    Path page = folder.resolve("page.html");
    assertThat(Run.of("check", "--html", page.toString(), VALID, INVALID).code()).isEqualTo(1);
    String html = Files.readString(page);
    assertThat(html).contains("cas-chain.edn", "stale-read-after-acknowledged-write.jsonl");
    assertThat(html).doesNotContain("http:", "https:", "src=", "@import", "url(");
  }

  @Test
  void a_page_that_cannot_be_written_is_reported_without_a_stack_trace() {
    String page = folder.resolve("no/such/folder/page.html").toString();
    Run run = Run.of("check", "--html", page, VALID);
    assertThat(run.code()).isEqualTo(70);
    assertThat(run.err()).contains("page.html").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "check",
        "chek x.edn",
        "check --nonsense x.edn",
        "check --model tree x.edn",
        "check --timeout soon x.edn",
        "check --timeout 5 x.edn",
        "check --memory much x.edn",
        "check --memory 0 x.edn",
        "check --format xml x.edn",
        "check --nil-read maybe x.edn",
        "check history.txt",
        "convert",
        "convert -",
        "convert history.txt out.edn",
        "convert --to xml a.edn",
      })
  void wrong_usage_is_64_and_says_where_to_find_help(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
    Run run = Run.of(arguments);
    assertThat(run.code()).as(run.toString()).isEqualTo(64);
    assertThat(run.err()).contains("--help").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"--help, Usage:", "check --help, fenced-lock", "convert --help, jsonl, edn"})
  void help_is_0_and_names_the_choices(String line, String expected) {
    Run run = Run.of(line.split(" ", -1));
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(expected);
  }

  @Test
  void a_completion_script_is_generated() {
    Run run = Run.of("generate-completion");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("complete ", "fenced-lock", "--nil-read");
  }

  @Test
  void a_file_that_is_not_there_is_unreadable() {
    Run run = Run.of("check", folder.resolve("none.edn").toString());
    assertThat(run.code()).isEqualTo(65);
    assertThat(run.err()).contains("no such file");
    assertThat(Run.of("check", "--format", "edn", folder.toString()).code()).isEqualTo(65);
  }

  @Test
  void conversion_works_between_files_and_streams() throws IOException {
    Run toJson = Run.of("convert", VALID);
    assertThat(toJson.out()).startsWith("{\"index\":0,\"process\":0,\"type\":\"invoke\"");
    Run toEdn =
        Run.of(toJson.out().getBytes(StandardCharsets.UTF_8), "convert", "--from", "jsonl", "-");
    assertThat(toEdn.out()).startsWith("{:index 0, :process 0, :type :invoke, :f :write");
    assertThat(Run.of("convert", BROKEN).code()).isEqualTo(65);
    Run truncated = Run.of("convert", corpus("truncated-last-line.jsonl"));
    assertThat(truncated.code()).isZero();
    assertThat(truncated.err()).contains("line 3 is incomplete");
  }

  /** In a JVM of its own, with far less memory than the history takes. */
  @Test
  void memory_that_runs_out_makes_the_verdict_unknown() throws Exception {
    Path history = folder.resolve("long.jsonl");
    try (Writer out = Files.newBufferedWriter(history)) {
      for (int i = 0; i < 300_000; i++) {
        String event = "{\"process\":1,\"type\":\"%s\",\"f\":\"write\",\"value\":%d}\n";
        out.write(event.formatted("invoke", i));
        out.write(event.formatted("ok", i));
      }
    }
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx20m",
                "-cp",
                System.getProperty("java.class.path"),
                "kv.consistency.Main",
                "check",
                history.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(2);
    assertThat(Files.readString(output)).contains("unknown (", "-Xmx").doesNotContain("\tat ");
  }
}
