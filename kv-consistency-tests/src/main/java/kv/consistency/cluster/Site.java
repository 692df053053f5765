package kv.consistency.cluster;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Where a cluster lives: its directory, and its hosts with, where they are on loopback, the claim
 * to them.
 */
record Site(ClusterDirectory directory, Optional<LoopbackNetwork> network, List<Host> hosts)
    implements AutoCloseable {

  /**
   * @param given the hosts to use; none: {@code number} loopback addresses
   * @param ports that must be free there
   */
  static Site take(Path path, List<Host> given, int number, List<Integer> ports) {
    ClusterDirectory directory = ClusterDirectory.take(path);
    if (!given.isEmpty()) {
      return new Site(directory, Optional.empty(), given);
    }
    try {
      LoopbackNetwork network = LoopbackNetwork.take(new SecureRandom(), number, ports);
      return new Site(directory, Optional.of(network), network.hosts(number));
    } catch (ClusterException e) {
      directory.close();
      throw e;
    }
  }

  List<String> addresses() {
    return hosts.stream().map(Host::address).toList();
  }

  /** A port at 127.0.0.1 for what this host offers there; none where hosts are not on loopback. */
  int localPort(int host) {
    return network.map(loopback -> loopback.localPort(host)).orElse(0);
  }

  @Override
  public void close() {
    directory.close();
    network.ifPresent(LoopbackNetwork::close);
  }
}
