package kv.system.bench;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.FrontEnds;
import kv.system.bench.Loop.Clients;
import kv.system.bench.Loop.Sample;

/**
 * Writes under etcd's locks against the bare minimum of such a write, reads against Cassandra's
 * quorums without locks, a hot key, and {@code serial} and {@code quorum} under {@code etcd} side
 * by side; all on the same clusters in one run.
 */
final class LockBenchmark {

  private LockBenchmark() {}

  /** Arguments, as far as given: rounds, seconds of a round. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Duration length = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 5);
    try (CassandraCluster cassandra = Setup.cassandra();
        EtcdCluster etcd =
            EtcdCluster.start(
                Path.of("target", "clusters", "bench-etcd"), EtcdConfiguration.ofMachine());
        BareCassandra bareCassandra = new BareCassandra(cassandra);
        BareEtcd bareEtcd = new BareEtcd(etcd);
        FrontEnds locked = Setup.start(underLocks(cassandra, etcd));
        FrontEnds quorum = Setup.start(Setup.on(cassandra, "quorum", "bench_quorum"));
        FrontEnds serial = Setup.start(Setup.on(cassandra, "serial", "bench_serial"))) {
      Setup.fill(locked);
      Setup.fill(quorum);
      Setup.fill(serial);
      writes(bareCassandra, bareEtcd, locked, rounds, length);
      reads(bareCassandra, quorum, locked, rounds, length);
      hotKey(locked, length);
      sideBySide(serial, locked, length);
    }
  }

  private static Map<String, String> underLocks(CassandraCluster cassandra, EtcdCluster etcd) {
    Map<String, String> settings = Setup.on(cassandra, "quorum", "bench_locked");
    settings.put("kv.lock", "etcd");
    settings.put("kv.etcd.endpoints", String.join(",", etcd.endpoints()));
    return settings;
  }

  private static void writes(
      BareCassandra cassandra, BareEtcd etcd, FrontEnds locked, int rounds, Duration length)
      throws Exception {
    BareCassandra.Call write = cassandra.lockedWrite();
    Clients bare =
        BareCassandra.of(
            key -> {
              long revision = etcd.acquire(key);
              boolean unused = write.run(key);
              return etcd.commit(key, revision);
            });
    Map<String, Clients> subjects = new LinkedHashMap<>();
    subjects.put("bare minimum", bare);
    subjects.put("quorum+etcd", Setup.calls(locked, true));
    Comparison.warmUp(subjects);
    for (int concurrency : new int[] {1, 8, 32}) {
      Comparison.print("write", subjects, concurrency, rounds, length);
    }
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
