package kv.system.bench;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.FrontEnds;
import kv.system.bench.Loop.Clients;
import kv.system.bench.Loop.Sample;

/**
 * GET and PUT of 100-byte values through the front end, in each mode of Cassandra, against the same
 * statements from a bare loop around the driver: same cluster, same run, in turns. Then from 1 to
 * 128 connections, and a hot key.
 */
final class StorageBenchmark {

  private static final int CONCURRENCY = 32;
  private static final int[] STEPS = {1, 4, 16, 64, 128};

  private final CassandraCluster cluster;
  private final BareCassandra bare;
  private final int rounds;
  private final Duration length;

  private StorageBenchmark(
      CassandraCluster cluster, BareCassandra bare, int rounds, Duration length) {
    this.cluster = cluster;
    this.bare = bare;
    this.rounds = rounds;
    this.length = length;
  }

  /** Arguments, as far as given: rounds, seconds of a round, modes with commas between. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Duration length = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 5);
    List<String> modes =
        args.length > 2 ? List.of(args[2].split(",", -1)) : List.of("serial", "quorum", "eventual");
    try (CassandraCluster cluster = Setup.cassandra();
        BareCassandra bare = new BareCassandra(cluster)) {
      StorageBenchmark benchmark = new StorageBenchmark(cluster, bare, rounds, length);
      for (String mode : modes) {
        benchmark.measure(mode);
      }
    }
  }

  private void measure(String mode) throws Exception {
    Map<String, String> settings = Setup.on(cluster, mode, "bench_" + mode);
    try (FrontEnds kv = Setup.start(settings);
        FrontEnds direct = Setup.start(withDirectAdapter(settings))) {
      Setup.fill(kv);
      for (boolean put : new boolean[] {false, true}) {
        Map<String, Clients> subjects = new LinkedHashMap<>();
        subjects.put("bare driver", bare(mode, put));
        subjects.put("kv", Setup.calls(kv, put));
        subjects.put("kv direct", Setup.calls(direct, put));
        Comparison.warmUp(subjects);
        Comparison.print(mode + (put ? " PUT" : " GET"), subjects, CONCURRENCY, rounds, length);
        climb(mode + (put ? " PUT" : " GET"), Setup.calls(kv, put));
      }
      hotKey(mode, kv);
    }
  }

  private static Map<String, String> withDirectAdapter(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("kv.http.adapter", "direct");
    return all;
  }

  private Clients bare(String mode, boolean put) {
    String keyspace = "bench_" + mode;
    return switch (mode) {
      case "serial" -> bare.serial(keyspace, put);
      case "quorum" -> bare.plain(keyspace, put, DefaultConsistencyLevel.QUORUM);
      default -> bare.plain(keyspace, put, DefaultConsistencyLevel.ONE);
    };
  }

  private void climb(String what, Clients subject) throws Exception {
    System.out.printf("%s by connections%n", what);
    for (int connections : STEPS) {
      Comparison.print("%4d".formatted(connections), Comparison.run(subject, connections, length));
    }
  }

  private void hotKey(String mode, FrontEnds kv) throws Exception {
    System.out.printf("%s PUT of one hot key by connections%n", mode);
    for (int connections : STEPS) {
      Sample sample = Loop.run(Setup.calls(kv, true), connections, 1, length);
      Comparison.print("%4d".formatted(connections), sample);
      System.out.printf(
          "        longest %.0f ms, answers %s%n", sample.longest() / 1e3, sample.answers());
    }
  }
}
