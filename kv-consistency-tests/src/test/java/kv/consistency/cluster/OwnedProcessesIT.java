package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a cluster whose JVM is killed. The starter is a JVM of its own. */
class OwnedProcessesIT {
  @TempDir private Path directory;

  private final List<ProcessHandle> toEnd = new ArrayList<>();

  /** Starts the cluster that its arguments name, prints the numbers of its processes, and waits. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws IOException {
      Path path = Path.of(arguments[1]);
      if (arguments[0].equals("etcd")) {
        EtcdCluster.start(path, EtcdConfiguration.ofMachine().withMembers(1))
            .members()
            .forEach(member -> System.out.println(member.pid()));
      } else {
        CassandraCluster.start(path, CassandraConfiguration.ofBuild().withNodes(1))
            .nodes()
            .forEach(node -> System.out.println(node.pid()));
      }
      System.out.flush();
      assertThat(System.in.read()).isNegative();
    }
  }

  private record Started(Process starter, ProcessHandle node) {}

  private Started start(String kind, Path path) throws IOException {
    Process starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D"
                    + CassandraConfiguration.LIB
                    + "="
                    + System.getProperty(CassandraConfiguration.LIB),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                kind,
                path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    toEnd.add(starter.toHandle());
    BufferedReader out = starter.inputReader(StandardCharsets.UTF_8);
    ProcessHandle node = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
    toEnd.add(node);
    assertThat(node.isAlive()).isTrue();
    return new Started(starter, node);
  }

  @AfterEach
  void end() {
    toEnd.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void an_etcd_member_ends_with_the_killed_jvm_that_started_it() throws Exception {
    Started started = start("etcd", directory.resolve("one"));

    started.starter().destroyForcibly();

    started.node().onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void a_cassandra_node_ends_with_the_killed_jvm_that_started_it() throws Exception {
    Started started = start("cassandra", directory.resolve("one"));

    started.starter().destroyForcibly();

    started.node().onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void a_paused_member_ends_as_well() throws Exception {
    Started started = start("etcd", directory.resolve("one"));
    signal("STOP", started.node());

    started.starter().destroyForcibly();

    started.node().onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void a_member_ends_with_a_jvm_that_exits_without_closing_its_cluster() throws Exception {
    Started started = start("etcd", directory.resolve("one"));

    started.starter().getOutputStream().close();

    started.node().onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void the_next_start_beside_it_removes_the_data_of_a_killed_one_and_keeps_its_log()
      throws Exception {
    Path one = directory.resolve("one");
    Started started = start("etcd", one);
    started.starter().destroyForcibly().waitFor();
    started.node().onExit().get(1, TimeUnit.MINUTES);
    assertThat(one.resolve("etcd-1/data/etcd")).isDirectory();

    startNext();

    assertThat(one.resolve("etcd-1/data")).doesNotExist();
    assertThat(Files.readString(one.resolve("etcd-1/node.log"))).contains("serving client traffic");
  }

  @Test
  void the_next_start_ends_a_member_that_outlived_its_shell() throws Exception {
    Started started = start("etcd", directory.resolve("one"));
    ProcessHandle shell = started.node().parent().orElseThrow();
    shell
        .children()
        .filter(child -> !child.equals(started.node()))
        .forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
    started.starter().destroyForcibly().waitFor();
    assertThat(started.node().isAlive()).isTrue();

    startNext();

    started.node().onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void the_next_start_leaves_what_lives_alone() throws Exception {
    Path one = directory.resolve("one");
    Started started = start("etcd", one);

    startNext();

    assertThat(started.node().isAlive()).isTrue();
    assertThat(one.resolve("etcd-1/data/etcd")).isDirectory();
  }

  private void startNext() {
    EtcdConfiguration one = EtcdConfiguration.ofMachine().withMembers(1);
    EtcdCluster.start(directory.resolve("two"), one).close();
    assertThat(new File(directory.toFile(), "two/etcd-1/data")).doesNotExist();
  }

  private static void signal(String signal, ProcessHandle process) throws Exception {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }
}
