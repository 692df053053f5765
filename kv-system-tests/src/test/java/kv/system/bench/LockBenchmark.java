package kv.system.bench;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.FrontEnds;
import kv.system.bench.BareCassandra.LockedWrites;
import kv.system.bench.Loop.Clients;
import kv.system.bench.Loop.Sample;

/**
 * Writes under etcd's locks against the bare minimum of such a write, reads against Cassandra's
 * quorums without locks, a hot key, and {@code serial} and {@code quorum} under {@code etcd} side
 * by side; all on the same clusters in one run.
 */
final class LockBenchmark {

  private static final Set<String> PARTS = Set.of("writes", "reads", "hot-key", "side-by-side");

  private LockBenchmark() {}

  /** Arguments, as far as given: rounds, seconds of a round, parts (all if none is named). */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Duration length = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 5);
    Set<String> parts = args.length > 2 ? Set.of(args[2].split(",")) : PARTS;
    try (CassandraCluster cassandra = Setup.cassandra();
        EtcdCluster etcd =
            EtcdCluster.start(
                Path.of("target", "clusters", "bench-etcd"), EtcdConfiguration.ofMachine());
        BareCassandra bareCassandra = new BareCassandra(cassandra);
        BareEtcd leader = new BareEtcd(etcd, true);
        BareEtcd follower = new BareEtcd(etcd, false);
        FrontEnds locked = Setup.start(underLocks(cassandra, etcd));
        FrontEnds quorum = Setup.start(Setup.on(cassandra, "quorum", "bench_quorum"));
        FrontEnds serial = Setup.start(Setup.on(cassandra, "serial", "bench_serial"))) {
      Setup.fill(locked);
      Setup.fill(quorum);
      Setup.fill(serial);
      if (parts.contains("writes")) {
        writes(bareCassandra, leader, follower, locked, rounds, length);
      }
      if (parts.contains("reads")) {
        reads(bareCassandra, quorum, locked, rounds, length);
      }
      if (parts.contains("hot-key")) {
        hotKey(locked, length);
      }
      if (parts.contains("side-by-side")) {
        sideBySide(serial, locked, length);
      }
    }
  }

  private static Map<String, String> underLocks(CassandraCluster cassandra, EtcdCluster etcd) {
    Map<String, String> settings = Setup.on(cassandra, "quorum", "bench_locked");
    settings.put("kv.lock", "etcd");
    settings.put("kv.etcd.endpoints", String.join(",", etcd.endpoints()));
    return settings;
  }

  /** The steps from the bare minimum to the store, so that the loss can be told apart. */
  private static void writes(
      BareCassandra cassandra,
      BareEtcd leader,
      BareEtcd follower,
      FrontEnds locked,
      int rounds,
      Duration length)
      throws Exception {
    LockedWrites writes = cassandra.lockedWrites();
    Map<String, Clients> subjects = new LinkedHashMap<>();
    subjects.put("bare minimum", under(leader, writes.row(), key -> true));
    subjects.put("+ by a follower", under(follower, writes.row(), key -> true));
    subjects.put("+ listed", under(follower, writes.listedRow(), key -> true));
    subjects.put("+ marked", under(follower, writes.listedRow(), writes.mark()));
    Comparison.warmUp(subjects);
    subjects.put("quorum+etcd", Setup.calls(locked, true));
    Comparison.warmUp(Setup.calls(locked, true), Comparison.LONG_WARM_UP_STEPS);
    for (int concurrency : new int[] {1, 8, 32}) {
      Comparison.print("write", subjects, concurrency, rounds, length);
    }
  }

  private static Clients under(BareEtcd etcd, BareCassandra.Call write, BareCassandra.Call after) {
    return BareCassandra.of(
        key -> {
          long revision = etcd.acquire(key);
          boolean written = write.run(key);
          return written && etcd.commit(key, revision) && after.run(key);
        });
  }

  private static void reads(
      BareCassandra cassandra, FrontEnds quorum, FrontEnds locked, int rounds, Duration length)
      throws Exception {
    Map<String, Clients> subjects = new LinkedHashMap<>();
    subjects.put("quorum", Setup.calls(quorum, false));
    subjects.put("quorum+etcd", Setup.calls(locked, false));
    subjects.put(
        "bare driver", cassandra.plain("bench_quorum", false, DefaultConsistencyLevel.QUORUM));
    Comparison.warmUp(subjects);
    for (int concurrency : new int[] {1, 8, 32}) {
      Comparison.print("read of a committed row", subjects, concurrency, rounds, length);
    }
  }

  private static void hotKey(FrontEnds locked, Duration length) throws Exception {
    System.out.printf("%nPUT of one hot key under quorum+etcd, by clients%n");
    for (int clients : new int[] {1, 2, 8, 64, 1, 64}) {
      Sample sample = Loop.run(Setup.calls(locked, true), clients, 1, length);
      Comparison.print("%4d".formatted(clients), sample);
      System.out.printf(
          "        longest wait %.0f ms, answers %s%n", sample.longest() / 1e3, sample.answers());
    }
  }

  private static void sideBySide(FrontEnds serial, FrontEnds locked, Duration length)
      throws Exception {
    for (boolean put : new boolean[] {false, true}) {
      System.out.printf("%n%s, by clients%n", put ? "write" : "read");
      for (int clients : new int[] {1, 8, 64}) {
        for (Map.Entry<String, FrontEnds> each :
            Map.of("serial", serial, "quorum+etcd", locked).entrySet()) {
          Sample sample = Loop.run(Setup.calls(each.getValue(), put), clients, Setup.KEYS, length);
          Comparison.print("%-12s %4d".formatted(each.getKey(), clients), sample);
        }
      }
    }
  }
}
