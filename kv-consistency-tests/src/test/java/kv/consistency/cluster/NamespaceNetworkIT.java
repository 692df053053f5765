package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of networks; the owner of one that is killed is a JVM of its own. */
class NamespaceNetworkIT {
  @TempDir private Path directory;

  private final List<ProcessHandle> toEnd = new ArrayList<>();

  @BeforeAll
  static void namespaces() {
    Optional<String> unavailable = NamespaceNetwork.unavailable();
    assumeTrue(unavailable.isEmpty(), unavailable.orElse(""));
  }

  @AfterEach
  void end() {
    toEnd.forEach(ProcessHandle::destroyForcibly);
  }

  /** Takes a network, prints the number of the process that removes it and its link, and waits. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws IOException {
      NamespaceNetwork network = NamespaceNetwork.take(2);
      System.out.println(network.removal().pid());
      System.out.println(network.hosts().get(0).address());
      System.out.flush();
      assertThat(System.in.read()).isNegative();
    }
  }

  private record Owned(Process owner, ProcessHandle removal, String address) {}

  private Owned start() throws IOException {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    toEnd.add(owner.toHandle());
    BufferedReader out = owner.inputReader(StandardCharsets.UTF_8);
    ProcessHandle removal = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
    return new Owned(owner, removal, out.readLine());
  }

  private static List<String> namespacesOf(long pid) {
    return Command.run(List.of("ip", "netns", "list"))
        .lines()
        .filter(name -> name.startsWith("kv-" + pid + "-"))
        .toList();
  }

  private static boolean hasLinkTo(String address) throws IOException {
    String network = address.substring(0, address.lastIndexOf('.'));
    return NetworkInterface.getByName("kv-" + network) != null;
  }

  @Test
  void several_networks_live_at_once_and_each_host_is_reached_from_here() throws Exception {
    try (NamespaceNetwork one = NamespaceNetwork.take(2);
        NamespaceNetwork other = NamespaceNetwork.take(3)) {
      assertThat(one.hosts()).hasSize(2).doesNotContainAnyElementsOf(other.hosts());
      for (Host host : List.of(one.hosts().get(1), other.hosts().get(2))) {
        assertThat(InetAddress.getByName(host.address()).isReachable(20_000)).isTrue();
      }
    }
  }

  @Test
  void closed_it_is_gone() throws Exception {
    String address;
    try (NamespaceNetwork network = NamespaceNetwork.take(1)) {
      address = network.hosts().get(0).address();
      assertThat(hasLinkTo(address)).isTrue();
    }

    assertThat(hasLinkTo(address)).isFalse();
    assertThat(namespacesOf(ProcessHandle.current().pid())).isEmpty();
  }

  @Test
  void a_process_on_a_host_is_paused_and_killed_itself_and_not_what_led_there() {
    try (NamespaceNetwork network = NamespaceNetwork.take(1)) {
      List<String> command = new ArrayList<>(network.hosts().get(0).prefix());
      command.addAll(List.of("sleep", "600"));
      LocalProcess sleep =
          LocalProcess.start(
              "sleep", directory, directory.resolve("log"), variable -> true, command);
      try {
        sleep.pause();
        assertThat(ProcessHandle.of(sleep.pid()).orElseThrow().info().command().orElseThrow())
            .endsWith("sleep");
        sleep.resume();
      } finally {
        sleep.kill();
      }
      assertThat(Command.run(List.of("ip", "netns", "pids", namespaceOf(network)))).isBlank();
    }
  }

  private static String namespaceOf(NamespaceNetwork network) {
    String address = network.hosts().get(0).address();
    return Command.run(List.of("ip", "netns", "list"))
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> name.endsWith(address.substring(0, address.lastIndexOf('.')) + "-1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_ends_with_the_killed_jvm_that_took_it() throws Exception {
    Owned owned = start();
    assertThat(namespacesOf(owned.owner().pid())).hasSize(3);

    owned.owner().destroyForcibly().waitFor();

    owned.removal().onExit().get(1, TimeUnit.MINUTES);
    assertThat(namespacesOf(owned.owner().pid())).isEmpty();
    assertThat(hasLinkTo(owned.address())).isFalse();
  }

  @Test
  void the_next_one_removes_what_outlived_that_too_and_leaves_what_lives_alone() throws Exception {
    Owned dead = start();
    Owned alive = start();
    dead.removal().destroyForcibly();
    dead.removal().onExit().get(1, TimeUnit.MINUTES);
    dead.owner().destroyForcibly().waitFor();
    assertThat(namespacesOf(dead.owner().pid())).hasSize(3);

    NamespaceNetwork.take(1).close();

    assertThat(namespacesOf(dead.owner().pid())).isEmpty();
    assertThat(namespacesOf(alive.owner().pid())).hasSize(3);
    assertThat(hasLinkTo(alive.address())).isTrue();
  }
}
