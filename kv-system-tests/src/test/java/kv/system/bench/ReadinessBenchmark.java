package kv.system.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kv.consistency.client.StoreClient;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Deployment.Breakable;
import kv.consistency.topology.Deployment.Places;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/**
 * How soon {@code /health/ready} is right once two of three Cassandra nodes, or etcd members, hang
 * or die, and once those that hung go on. Asked every 10 ms; nothing else is asked of the store.
 */
final class ReadinessBenchmark {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

  private ReadinessBenchmark() {}

  /** Arguments, as far as given: rounds. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Places places =
        new Places(
            Path.of(System.getProperty("test.war")),
            Path.of(System.getProperty("kv.cassandra.lib")),
            Optional.empty(),
            Optional.empty(),
            Path.of("target", "clusters", "readiness"));
    Topology topology = Topology.named("cassandra-quorum-etcd").orElseThrow();
    try (Deployment store = Deployment.start(topology, 1, places, new Breakable(false, false));
        StoreClient client = new StoreClient(store.frontEnds().get(0).base(), PATIENCE)) {
      for (int round = 0; round < rounds; round++) {
        for (Role role : List.of(Role.CASSANDRA, Role.ETCD)) {
          List<ClusterNode> two = store.nodes(role).subList(1, 3);
          awaitState(client, true);
          measure(role, "hang", client, false, () -> two.forEach(ClusterNode::pause));
          measure(role, "go on", client, true, () -> two.forEach(ClusterNode::resume));
          measure(role, "die", client, false, () -> two.forEach(ClusterNode::kill));
          store.bringBack();
          awaitState(client, true);
        }
      }
    }
  }

  private static void measure(
      Role role, String what, StoreClient client, boolean ready, Runnable change)
      throws IOException {
    change.run();
    long start = System.nanoTime();
    awaitState(client, ready);
    System.out.printf(
        "two of %-9s %-5s: %s after %.2f s%n",
        role.text(), what, ready ? "ready" : "not ready", (System.nanoTime() - start) / 1e9);
  }

  private static void awaitState(StoreClient client, boolean ready) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (client.isReady() != ready) {
      if (System.nanoTime() > deadline) {
        throw new IOException("readiness did not become " + ready);
      }
      LockSupport.parkNanos(INTERVAL);
    }
  }
}
