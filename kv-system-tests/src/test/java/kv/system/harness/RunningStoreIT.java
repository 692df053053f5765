package kv.system.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kv.consistency.cluster.FrontEndConfiguration;
import kv.consistency.cluster.FrontEnds;
import kv.system.harness.HarnessRun.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that runs already, which the harness drives and checks but does not break. */
final class RunningStoreIT {

  @Test
  void a_store_is_tested_by_its_url_and_still_runs_afterwards(@TempDir Path directory) {
    FrontEndConfiguration memory =
        FrontEndConfiguration.of(Path.of(System.getProperty("test.war")))
            .withSettings(Map.of("kv.backend", "memory"));
    try (FrontEnds store = FrontEnds.start(directory.resolve("store"), memory)) {
      String url = store.node(0).base().toString();
      HarnessRun run =
          HarnessRun.command(
              List.of(
                  "run",
                  "--url",
                  url,
                  "--duration",
                  "3s",
                  "--seed",
                  "5",
                  "--out",
                  directory.resolve("run").toString()));
      run.assertThatIs(Verdict.VALID);
      assertThat(run.text()).contains("read ", "write ", "cas ", "delete ");
      assertThat(store.node(0).isAlive()).isTrue();
    }
  }
}
