package kv.system.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.consistency.cluster.FrontEndConfiguration;
import kv.consistency.cluster.FrontEnds;

/** The clusters and front ends of a benchmark, each a process of its own, and what it writes. */
final class Setup {

  static final int KEYS = 1_000;
  static final int VALUE_SIZE = 100;

  private Setup() {}

  static String key(int key) {
    return "bench-" + (10_000 + key);
  }

  /** The nodes of the tests are started to start fast; these compile as a JVM does by itself. */
  static CassandraCluster cassandra() {
    return CassandraCluster.start(
        Path.of("target", "clusters", "bench"),
        CassandraConfiguration.ofBuild()
            .withHeap("1g")
            .withJvmFlag("-XX:Tier4InvocationThreshold=5000")
            .withJvmFlag("-XX:Tier4MinInvocationThreshold=600")
            .withJvmFlag("-XX:Tier4CompileThreshold=15000")
            .withJvmFlag("-XX:Tier4BackEdgeThreshold=40000"));
  }

  /** Settings of a front end on {@code keyspace}. */
  static Map<String, String> on(CassandraCluster cluster, String mode, String keyspace) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kv.backend", "cassandra");
    settings.put("kv.cassandra.mode", mode);
    settings.put("kv.cassandra.contact-points", contactPoints(cluster.contactPoints()));
    settings.put("kv.cassandra.local-datacenter", cluster.dataCentre());
    settings.put("kv.cassandra.keyspace", keyspace);
    return settings;
  }

  private static String contactPoints(List<InetSocketAddress> addresses) {
    List<String> all = new ArrayList<>();
    addresses.forEach(each -> all.add(each.getAddress().getHostAddress() + ":" + each.getPort()));
    return String.join(",", all);
  }

  /** One front end by itself, once it is ready. */
  static FrontEnds start(Map<String, String> settings) {
    return FrontEnds.start(
        Path.of("target", "clusters", "bench-kv-" + UUID.randomUUID()),
        FrontEndConfiguration.of(Path.of(System.getProperty("test.war")))
            .withJvmFlag("-Xmx512m")
            .withSettings(settings));
  }

  /** GETs or PUTs of one of them. */
  static Loop.Clients calls(FrontEnds frontEnd, boolean put) {
    return () -> new HttpCalls(frontEnd.node(0).socketAddress(), put);
  }

  /** Writes every key once. */
  static void fill(FrontEnds frontEnd) throws IOException {
    try (HttpCalls calls = new HttpCalls(frontEnd.node(0).socketAddress(), true)) {
      for (int key = 0; key < KEYS; key++) {
        String answer = calls.call(key);
        if (!answer.equals(Loop.OK)) {
          throw new IOException("a key was not written: " + answer);
        }
      }
    }
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
