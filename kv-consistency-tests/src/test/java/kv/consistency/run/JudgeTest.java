package kv.consistency.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Expectation;
import kv.consistency.report.FaultCounts;
import kv.consistency.report.RunFacts;
import kv.consistency.report.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is valid only if it tested something, and a violation outranks everything. */
class JudgeTest {
  private static final String END =
      "{'process':'nemesis','type':'info','f':'phase','value':{'phase':'end'}}";
  private static final String WRITE =
      """
      {'process':0,'type':'invoke','f':'write','key':1,'value':1}
      {'process':0,'type':'ok','f':'write','key':1,'value':null}
      """;
  private static final String READ =
      """
      {'process':1,'type':'invoke','f':'read','key':1,'value':null}
      {'process':1,'type':'ok','f':'read','key':1,'value':1}
      """;
  private static final String READ_OF_NOTHING = READ.replace("'value':1}", "'value':null}");
  private static final String KILLED =
      """
      {'process':'nemesis','type':'info','f':'kill','value':{'phase':'begin','id':0}}
      {'process':'nemesis','type':'info','f':'kill','value':{'phase':'effective','id':0}}
      """;
  private static final String NOT_KILLED =
      """
      {'process':'nemesis','type':'info','f':'kill','value':{'phase':'begin','id':0}}
      {'process':'nemesis','type':'info','f':'kill','value':{'phase':'failed','id':0}}
      """;

  @TempDir private Path directory;

  @Test
  void a_run_in_which_everything_happened_is_valid() throws IOException {
    RunResult result = run("cassandra-serial", WRITE + READ + KILLED + END);

    assertThat(result.conclusion()).isEqualTo(Conclusion.VALID);
    assertThat(result.faults()).containsEntry("kill", new FaultCounts(1, 1));
    assertThat(RunDirectory.isAsClaimed(result)).isTrue();
  }

  @Test
  void a_run_in_which_an_operation_never_succeeded_is_broken() throws IOException {
    RunResult result =
        run("cassandra-serial", READ.replace("'value':1}", "'value':null}") + KILLED + END);

    assertThat(result.conclusion()).isEqualTo(Conclusion.BROKEN);
    assertThat(result.reasons()).containsExactly("no operation 'write' ever succeeded");
  }

  @Test
  void a_run_whose_fault_never_took_effect_is_broken() throws IOException {
    RunResult result = run("cassandra-serial", WRITE + READ + NOT_KILLED + END);

    assertThat(result.conclusion()).isEqualTo(Conclusion.BROKEN);
    assertThat(result.reasons()).containsExactly("the fault 'kill' never took effect");
  }

  @Test
  void a_run_that_was_cut_off_is_broken() throws IOException {
    RunResult result = run("cassandra-serial", WRITE + READ + KILLED);

    assertThat(result.conclusion()).isEqualTo(Conclusion.BROKEN);
  }

  @Test
  void a_violation_outranks_what_the_run_lacks() throws IOException {
    RunResult result = run("cassandra-serial", WRITE + READ_OF_NOTHING);

    assertThat(result.conclusion()).isEqualTo(Conclusion.INVALID);
    assertThat(result.sentence()).startsWith("A claim is refuted");
    assertThat(RunDirectory.isAsClaimed(result)).isFalse();
  }

  @Test
  void the_anomaly_of_a_weak_topology_is_as_claimed_and_its_absence_is_not() throws IOException {
    RunResult found = run("memory", WRITE + READ_OF_NOTHING + KILLED + END);
    RunResult missed = run("memory", WRITE + READ + KILLED + END);

    assertThat(found.expectation()).isEqualTo(Expectation.ANOMALY);
    assertThat(found.conclusion()).isEqualTo(Conclusion.INVALID);
    assertThat(RunDirectory.isAsClaimed(found)).isTrue();
    assertThat(missed.conclusion()).isEqualTo(Conclusion.VALID);
    assertThat(missed.sentence()).startsWith("The anomaly that is expected was not found");
    assertThat(RunDirectory.isAsClaimed(missed)).isFalse();
  }

  private RunResult run(String topology, String history) throws IOException {
    RunDirectory run = new RunDirectory(directory.resolve(topology));
    RunFacts facts =
        new RunFacts(
            "a-run",
            topology,
            "register",
            List.of("kill"),
            7,
            Duration.ofSeconds(1),
            Instant.EPOCH,
            Map.of("a.b", "c"),
            Map.of("java", "17"),
            "kv-consistency run …");
    run.writeFacts(facts, Set.of("read", "write"));
    Files.writeString(run.history(), history.replace('\'', '"') + "\n");
    RunResult result = run.conclude(Harness.limits());
    assertThat(run.facts()).isEqualTo(facts);
    assertThat(run.row().orElseThrow().conclusion()).isEqualTo(result.conclusion());
    assertThat(run.path().resolve("junit.xml")).exists();
    assertThat(run.path().resolve("history.edn")).exists();
    assertThat(run.report()).exists();
    return result;
  }
}
