package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
