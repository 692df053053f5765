package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandIT {
  private static final Path JAR = Path.of("target", "kv-consistency.jar");

  @TempDir private Path directory;

  @Test
  void the_built_command_runs_a_cluster_until_it_is_ended() throws Exception {
    Process command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "cluster",
                "--etcd=1",
                "--directory=" + directory)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = command.inputReader(StandardCharsets.UTF_8)) {
      List<String> setting = List.of(out.readLine().split("=", 2));
      assertThat(setting).first().isEqualTo("KV_ETCD_ENDPOINTS");
      URI endpoint = URI.create(setting.get(1));
      try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
        assertThat(socket.isConnected()).isTrue();
      }
      assertThat(out.readLine()).contains("Ctrl-C");

      command.toHandle().destroy();

      assertThat(command.waitFor()).isEqualTo(128 + 15);
      assertThat(directory.resolve("etcd/etcd-1/data")).doesNotExist();
      assertThat(directory.resolve("etcd/etcd-1/node.log")).exists();
    } finally {
      command.destroyForcibly();
    }
  }

  @Test
  void a_cluster_of_nothing_is_wrong_usage() throws Exception {
    Run run = Run.of("cluster");

    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err()).contains("--cassandra N");
  }

  @Test
  void what_is_missing_is_told_without_a_stack_trace() throws Exception {
    Run run = Run.of("cluster", "--cassandra=3", "--cassandra-lib=" + directory.resolve("none"));

    assertThat(run.code()).isEqualTo(70);
    assertThat(run.err()).contains("no directory of Cassandra's jars").doesNotContain("\tat ");
  }
}
