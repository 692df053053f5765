package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster needs of the machine: found, or asked for in so many words. */
class RequirementsTest {
  @TempDir private Path directory;

  @Test
  void without_java_17_the_error_says_what_to_install_and_where_it_was_looked_for()
      throws IOException {
    Path later = java("later", "25.0.1");

    assertThatThrownBy(() -> Jdk17.among(List.of(later, directory.resolve("none"))))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("openjdk-17-jre-headless")
        .hasMessageContaining("JAVA17_HOME")
        .hasMessageContaining(later.toString());
  }

  @Test
  void java_17_is_told_by_its_release_file() throws IOException {
    Path later = java("later", "25.0.1");
    Path earlier = java("earlier", "1.7.0");
    Path seventeen = java("seventeen", "17.0.15");

    assertThat(Jdk17.among(List.of(later, earlier, seventeen)))
        .isEqualTo(seventeen.resolve("bin/java"));
  }

  @Test
  void without_the_jars_the_error_says_how_to_make_them() {
    Path lib = directory.resolve("lib");
    CassandraConfiguration configuration = CassandraConfiguration.of(lib);

    assertThatThrownBy(() -> CassandraCluster.start(directory.resolve("cluster"), configuration))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(lib.toString())
        .hasMessageContaining("mvn process-resources -pl kv-cassandra-node");
  }

  @Test
  void jars_of_two_releases_are_refused_by_name() throws IOException {
    Path lib = Files.createDirectory(directory.resolve("lib"));
    Files.createFile(lib.resolve("cassandra-all-5.0.8.jar"));
    Files.createFile(lib.resolve("cassandra-all-5.0.9.jar"));
    CassandraConfiguration configuration = CassandraConfiguration.of(lib);

    assertThatThrownBy(() -> CassandraCluster.start(directory.resolve("cluster"), configuration))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("mvn clean -pl kv-cassandra-node")
        .hasMessageContaining("cassandra-all-5.0.8.jar")
        .hasMessageContaining("cassandra-all-5.0.9.jar");
  }

  @Test
  void with_a_jdk_that_has_no_class_archive_nodes_start_without_one() throws IOException {
    Path lib = Files.createDirectory(directory.resolve("lib"));
    Path java = java("bare", "17.0.15").resolve("bin/java");

    assertThat(ClassArchive.of(lib, java, directory.resolve("cluster"))).isEmpty();
  }

  @Test
  void a_class_archive_takes_its_place_and_older_ones_go() throws IOException {
    Path lib = directory.resolve("lib");
    Path same = Files.createFile(directory.resolve("lib-" + new UUID(1, 1) + ".jsa"));
    Path older = Files.createFile(directory.resolve("lib-" + new UUID(2, 2) + ".jsa"));
    Path fresh = Files.writeString(directory.resolve("class-archive.jsa"), "fresh");

    ClassArchive.keep(fresh, same, lib);

    assertThat(same).hasContent("fresh");
    assertThat(older).doesNotExist();
    assertThat(fresh).doesNotExist();
  }

  @Test
  void a_class_archive_that_two_ask_for_at_once_is_made_once() throws Exception {
    Path file = directory.resolve("lib.jsa");
    AtomicInteger made = new AtomicInteger();
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      askers.add(new Thread(() -> ask(file, made, askers)));
    }

    askers.forEach(Thread::start);
    for (Thread asker : askers) {
      asker.join();
    }

    assertThat(file).exists();
    assertThat(made).hasValue(1);
  }

  /** What makes it goes on once the other waits, or makes it, too. */
  private void ask(Path file, AtomicInteger made, List<Thread> askers) {
    try {
      ClassArchive.once(
          file,
          directory.resolve("lock"),
          () -> {
            made.incrementAndGet();
            Polling.await(
                "another who asks",
                Duration.ofMinutes(1),
                () ->
                    made.get() > 1
                        || askers.stream().anyMatch(a -> a.getState() == Thread.State.BLOCKED));
            Files.createFile(file);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_etcd_that_is_named_is_the_one() throws IOException {
    Path named = script(directory, "my-etcd", "exit 0");
    script(directory, "etcd", "exit 0");

    assertThat(etcd(Map.of("KV_ETCD", named.toString(), "PATH", directory.toString())))
        .isEqualTo(named);
  }

  @Test
  void a_named_etcd_that_is_not_there_is_an_error_though_there_is_another() throws IOException {
    script(directory, "etcd", "exit 0");

    assertThatThrownBy(() -> etcd(Map.of("KV_ETCD", "/nowhere/etcd", "PATH", directory.toString())))
        .isInstanceOf(ClusterException.class)
        .hasMessage("KV_ETCD names /nowhere/etcd, which can't be run");
  }

  @Test
  void the_etcd_on_the_path_is_used() throws IOException {
    Path binary = script(directory, "etcd", "exit 0");

    assertThat(etcd(Map.of("PATH", "/nowhere:" + directory))).isEqualTo(binary);
  }

  @Test
  void without_etcd_and_apt_get_the_error_says_what_to_install() {
    assertThatThrownBy(() -> etcd(Map.of("PATH", directory.toString())))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("there is no apt-get")
        .hasMessageContaining("apt-get install etcd-server")
        .hasMessageContaining("KV_ETCD");
  }

  @Test
  void what_apt_get_complains_of_is_told_with_what_to_do() throws IOException {
    script(directory, "apt-get", "echo \"E: no $2 here\"; exit 100");

    assertThatThrownBy(() -> etcd(Map.of("PATH", directory.toString())))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("E: no download here")
        .hasMessageContaining("E: no update here")
        .hasMessageContaining("KV_ETCD");
  }

  @Test
  @EnabledIf("hasDpkg")
  void what_apt_get_fetches_is_unpacked_and_fetched_once() throws Exception {
    Path root = directory.resolve("package");
    script(Files.createDirectories(root.resolve("usr/bin")), "etcd", "echo packaged");
    Files.writeString(
        Files.createDirectories(root.resolve("DEBIAN")).resolve("control"),
        "Package: etcd-server\nVersion: 1\nArchitecture: all\nMaintainer: none\nDescription: test\n");
    Path archive = directory.resolve("package.deb");
    Path path = Files.createDirectories(directory.resolve("path"));
    assertThat(run("dpkg-deb", "-b", root.toString(), archive.toString())).contains("building");
    Path apt = script(path, "apt-get", "cp '" + archive + "' etcd-server_1_all.deb");

    Path binary = etcd(Map.of("PATH", path.toString()));

    assertThat(run(binary.toString())).isEqualTo("packaged\n");
    Files.delete(apt);
    assertThat(etcd(Map.of("PATH", path.toString()))).isEqualTo(binary);
    assertThat(directory.resolve("cache")).isDirectoryContaining("glob:**/etcd-server");
    assertThat(directory.resolve("cache").toFile().list()).hasSize(1);
  }

  static boolean hasDpkg() {
    return Files.isExecutable(Path.of("/usr/bin/dpkg-deb"));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private Path etcd(Map<String, String> environment) {
    return new DebianProgram(EtcdBinary.NAMES, environment, directory.resolve("cache/etcd-server"))
        .path();
  }

  private Path java(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    script(Files.createDirectories(home.resolve("bin")), "java", "exit 0");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static Path script(Path directory, String name, String body) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
