package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryWriter;
import kv.consistency.transactions.TransactionWorkload;
import kv.consistency.transactions.simulation.Isolation;
import kv.consistency.transactions.simulation.Simulation;
import kv.consistency.transactions.simulation.SimulationSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of transactional histories; their verdicts are in the corpus. */
class TransactionCommandTest {
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");
  private static final String WRITE_SKEW = CORPUS.resolve("txn-write-skew.jsonl").toString();

  @TempDir private Path folder = Path.of("");

  @Test
  void json_names_the_anomalies_the_models_ruled_out_and_an_example() {
    Run run = Run.of("check", "--workload", "list-append", "--json", WRITE_SKEW);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"verdict\":\"invalid\"")
        .contains("\"anomalies\":[\"G2-item\"]")
        .contains("\"not\":[\"repeatable-read\"]")
        .contains("\"examples\":{\"G2-item\":[{\"text\":");
  }

  @Test
  void the_page_is_self_contained_and_treats_the_history_as_hostile() throws IOException {
    Path history = folder.resolve("hostile.jsonl");
    Files.writeString(
        history,
        Files.readString(Path.of(WRITE_SKEW)).replace("\"x\"", "\"</script><b id=evil>\""));
    Path page = folder.resolve("page.html");
    Run run =
        Run.of("check", "--workload", "list-append", "--html", page.toString(), history.toString());
    assertThat(run.code()).as(run.toString()).isEqualTo(1);
    assertThat(Files.readString(page))
        .contains("G2-item")
        .doesNotContain("<b id=evil>")
        .doesNotContainPattern("(src|href)=[\"']?(https?:)?//");
  }

  @Test
  void an_unknown_consistency_model_is_a_usage_error() {
    Run run =
        Run.of("check", "--workload", "list-append", "--consistency-model", "perfect", WRITE_SKEW);
    assertThat(run.code()).as(run.toString()).isEqualTo(64);
  }

  private Path simulated(int transactions) throws IOException {
    Path file = folder.resolve("simulated.jsonl");
    try (OutputStream out = Files.newOutputStream(file);
        HistoryWriter writer = HistoryFormat.JSONL.writer(out)) {
      for (Event event :
          Simulation.run(
              SimulationSettings.of(
                  TransactionWorkload.LIST_APPEND,
                  Isolation.STRICT_SERIALIZABLE,
                  transactions,
                  1))) {
        writer.write(event);
      }
    }
    return file;
  }

  @Test
  void a_history_whose_index_or_check_takes_more_than_the_memory_is_unknown() throws IOException {
    String file = simulated(30_000).toString();
    Run enough = Run.of("check", "--workload", "list-append", "--memory", "64m", file);
    assertThat(enough.code()).as(enough.toString()).isZero();
    Run check = Run.of("check", "--workload", "list-append", "--memory", "6m", file);
    assertThat(check.code()).as(check.toString()).isEqualTo(2);
    assertThat(check.out()).contains("undecided within 6 MiB (--memory)\n");
    Run index = Run.of("check", "--workload", "list-append", "--memory", "2m", file);
    assertThat(index.code()).as(index.toString()).isEqualTo(2);
    assertThat(index.out())
        .contains("undecided within 2 MiB (--memory): the history alone takes more");
  }

  @Test
  void time_that_is_over_before_the_inference_makes_the_verdict_unknown() {
    Run run = Run.of("check", "--workload", "list-append", "--timeout", "0ms", WRITE_SKEW);
    assertThat(run.code()).as(run.toString()).isEqualTo(2);
    assertThat(run.out()).contains("undecided after 0 ms (--timeout)");
    Run json =
        Run.of("check", "--workload", "list-append", "--json", "--timeout", "0ms", WRITE_SKEW);
    assertThat(json.out())
        .contains("\"verdict\":\"unknown\"", "\"anomalies\":[\"cycle-search-timeout\"]");
  }
}
