package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import kv.consistency.report.RunFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunOptionsTest {
  private static RunFacts facts(String... arguments) {
    RunOptions options = new RunOptions();
    new CommandLine(options).parseArgs(arguments);
    return RunSetup.of(options, List.of()).facts();
  }

  @Test
  void a_setting_wins_over_the_topologys_own_and_is_in_the_configuration() {
    RunFacts facts = facts("--topology", "memory", "--set", "kv.backend=x", "--set", "kv.a=b=c");
    assertThat(facts.configuration()).containsEntry("kv.backend", "x").containsEntry("kv.a", "b=c");
  }

  @Test
  void settings_and_plug_ins_are_repeated_with_the_run() {
    assertThat(
            facts("--topology", "memory", "--set", "kv.a=b c", "--set", "kv.d=e", "--plugins", "p")
                .command())
        .contains(" --set 'kv.a=b c' --set kv.d=e --plugins p");
  }

  @Test
  void what_runs_already_takes_no_settings() {
    assertThatThrownBy(() -> facts("--url", "http://127.0.0.1:8080", "--set", "kv.a=b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--set");
  }

  @Test
  void plug_ins_that_are_not_there_are_named(@TempDir Path directory) {
    Path nowhere = directory.resolve("nowhere");
    String out = directory.resolve("run").toString();
    Run run =
        Run.of("run", "--topology", "unfenced", "--plugins", nowhere.toString(), "--out", out);
    assertThat(run.code()).isEqualTo(ExitCode.BROKEN.code());
    assertThat(run.err()).contains(nowhere.toString());
  }
}
