package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Hosts in Linux network namespaces of their own, where the links between them can be broken. They
 * have the first addresses of a range 10.X.Y.0/24, and this JVM reaches them from the last; they
 * reach nothing else.
 *
 * <p>A bridge joins them, in a namespace that has nothing but that: there no firewall of this
 * machine has a say, and all cables end with it. A shell that holds the end of a pipe from this JVM
 * removes the namespaces when the pipe closes, so also after kill -9; where it was killed too, the
 * next network does.
 */
public final class NamespaceNetwork implements AutoCloseable {
  private static final int MAX_HOSTS = 200;
  private static final int ATTEMPTS = 100;
  private static final Duration REACHABLE = Duration.ofSeconds(20);

  /** Arguments: the namespace of the bridge, then those of hosts. */
  private static final String REMOVAL =
      """
      trap '' HUP INT TERM
      while read -r _; do :; done
      ip -n "$1" link del uplink
      for namespace do ip netns del "$namespace"; done
      """;

  private final Process removal;
  private final List<Host> hosts;
  private final Links links;

  private NamespaceNetwork(Process removal, List<Host> hosts) {
    this.removal = removal;
    this.hosts = hosts;
    this.links = new Links(hosts);
  }

  /** Why this machine has no such networks, as a sentence; empty if it has. */
  public static Optional<String> unavailable() {
    try {
      take(1).close();
      return Optional.empty();
    } catch (ClusterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A network of so many hosts. */
  public static synchronized NamespaceNetwork take(int hosts) {
    if (hosts < 1 || hosts > MAX_HOSTS) {
      throw new IllegalArgumentException("from 1 to " + MAX_HOSTS + " hosts");
    }
    requireRoot();
    removeDead();
    ProcessRecord me = ProcessRecord.of(ProcessHandle.current());
    RandomGenerator random = new SecureRandom();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      NetworkName name =
          new NetworkName(me, "10.%d.%d".formatted(random.nextInt(256), random.nextInt(256)));
      if (isFree(name.prefix())) {
        Optional<NamespaceNetwork> network = make(name, hosts);
        if (network.isPresent()) {
          return network.get();
        }
      }
    }
    throw new ClusterException(
        "no addresses 10.X.Y.0/24 without a route: all of 10.0.0.0/8 is in use here");
  }

  private static void requireRoot() {
    try {
      if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        throw new ClusterException("network namespaces are for root only: run as root");
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new ClusterException("network namespaces need Linux", e);
    }
  }

  private static boolean isFree(String prefix) {
    String range = prefix + ".0/24";
    return ip("-4", "route", "show", "to", "root", range).isBlank()
        && ip("-4", "route", "show", "to", "match", range)
            .lines()
            .allMatch(route -> route.startsWith("default"));
  }

  /** Empty, if another process has got these addresses meanwhile. */
  private static Optional<NamespaceNetwork> make(NetworkName name, int hosts) {
    Process removal = startRemoval(name, hosts);
    try {
      ip("netns", "add", name.switchNamespace());
      if (!claim(name)) {
        end(removal);
        return Optional.empty();
      }
      join(name, hosts);
      return Optional.of(new NamespaceNetwork(removal, name.hosts(hosts)));
    } catch (RuntimeException e) {
      end(removal);
      throw e;
    }
  }

  private static boolean claim(NetworkName name) {
    try {
      ip(
          List.of("link", "add", name.link(), "type"),
          List.of("veth", "peer", "name", "uplink", "netns", name.switchNamespace()));
      return true;
    } catch (ClusterException e) {
      if (String.valueOf(e.getMessage()).contains("File exists")) {
        return false;
      }
      throw e;
    }
  }

  private static Process startRemoval(NetworkName name, int hosts) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", REMOVAL, "sh"));
    line.add(name.switchNamespace());
    IntStream.range(0, hosts).mapToObj(name::namespace).forEach(line::add);
    try {
      return new ProcessBuilder(line)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void join(NetworkName name, int hosts) {
    StringBuilder bridge = new StringBuilder("link add bridge type bridge\nlink set bridge up\n");
    bridge.append("link set uplink master bridge\nlink set uplink up\n");
    for (int host = 0; host < hosts; host++) {
      String namespace = name.namespace(host);
      ip("netns", "add", namespace);
      bridge.append(
          """
          link add h%1$d type veth peer name %3$s netns %2$s
          link set h%1$d master bridge
          link set h%1$d up
          """
              .formatted(host + 1, namespace, NetworkName.CABLE));
    }
    batch(name.switchNamespace(), bridge.toString());
    for (int host = 0; host < hosts; host++) {
      batch(
          name.namespace(host),
          """
          link set lo up
          addr add %1$s/24 dev %2$s
          link set %2$s up
          """
              .formatted(name.address(host), NetworkName.CABLE));
    }
    ip("addr", "add", name.ownAddress() + "/24", "dev", name.link());
    ip("link", "set", name.link(), "up");
    name.hosts(hosts).forEach(NamespaceNetwork::requireReachable);
  }

  private static void requireReachable(Host host) {
    try {
      if (!InetAddress.getByName(host.address()).isReachable((int) REACHABLE.toMillis())) {
        throw new ClusterException(
            host.address() + " is not reached from here: does a firewall forbid it?");
      }
    } catch (IOException e) {
      throw new ClusterException(host.address() + " is not reached from here", e);
    }
  }

  public List<Host> hosts() {
    return hosts;
  }

  /** What to break them with. */
  public Links links() {
    return links;
  }

  /** The process that removes it. */
  ProcessHandle removal() {
    return removal.toHandle();
  }

  /** Removes the networks of processes that are dead. */
  private static void removeDead() {
    namespaces().stream()
        .filter(
            namespace ->
                NetworkName.ofNamespace(namespace)
                    .filter(network -> network.owner().running().isEmpty())
                    .isPresent())
        .forEach(NamespaceNetwork::removeIfThere);
  }

  private static void removeIfThere(String namespace) {
    try {
      ip("netns", "del", namespace);
    } catch (ClusterException e) {
      if (namespaces().contains(namespace)) {
        throw e;
      }
    }
  }

  private static List<String> namespaces() {
    return ip("netns", "list").lines().map(line -> line.split(" ", 2)[0]).toList();
  }

  private static void batch(String namespace, String lines) {
    Command.run(List.of("ip", "-n", namespace, "-batch", "-"), lines);
  }

  private static void ip(List<String> first, List<String> more) {
    List<String> arguments = new ArrayList<>(first);
    arguments.addAll(more);
    ip(arguments.toArray(String[]::new));
  }

  private static String ip(String... arguments) {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    try {
      return Command.run(line);
    } catch (ClusterException e) {
      throw new ClusterException(
          "network namespaces can't be made here, which takes root with CAP_SYS_ADMIN and CAP_NET_ADMIN, and"
              + " ip (Debian: apt-get install iproute2): "
              + e.getMessage(),
          e);
    }
  }

  /** Removes it; processes that are left in it reach nobody any more. */
  @Override
  public void close() {
    end(removal);
  }

  private static void end(Process removal) {
    try {
      removal.getOutputStream().close();
      removal.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) { // It goes on without us.
      Thread.currentThread().interrupt();
    }
  }
}
