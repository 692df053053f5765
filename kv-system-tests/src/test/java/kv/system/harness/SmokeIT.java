package kv.system.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kv.consistency.cluster.NamespaceNetwork;
import kv.consistency.command.KvConsistency;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each topology under its most telling fault, for 20 s, comes to what docs/consistency.md claims.
 */
@Tag("cluster")
final class SmokeIT {

  @ParameterizedTest
  @CsvSource({
    "memory,                kill,                 1",
    "cassandra-serial,      'partition,kill',     0",
    "cassandra-quorum-etcd, 'partition,lease',    0",
    "cassandra-quorum,      clock,                1",
    "cassandra-eventual,    partition,            1",
  })
  void a_topology_under_its_most_telling_fault_is_as_claimed(
      String topology, String faults, int exitCode) {
    if (faults.contains("partition")) {
      NamespaceNetwork.unavailable().ifPresent(why -> Assumptions.abort("no network: " + why));
    }

    Outcome outcome =
        run(
            "--topology",
            topology,
            "--faults",
            faults,
            "--seed",
            "7",
            "--duration",
            "20s",
            "--out",
            Path.of("target", "smoke", topology).toString());

    assertThat(outcome.code()).as(outcome.text()).isEqualTo(exitCode);
  }

  private record Outcome(int code, String text) {}

  private static Outcome run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of(
            "--war",
            System.getProperty("test.war"),
            "--cassandra-lib",
            System.getProperty("kv.cassandra.lib")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        KvConsistency.commandLine(InputStream.nullInputStream(), out, out)
            .execute(arguments.toArray(String[]::new));
    return new Outcome(code, out.toString(StandardCharsets.UTF_8));
  }
}
