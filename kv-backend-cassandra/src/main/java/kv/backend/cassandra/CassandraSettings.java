package kv.backend.cassandra;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import kv.spi.Setting;

/** The settings of the Cassandra backend, all below {@code kv.cassandra.}. */
final class CassandraSettings {

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern CLASS = Pattern.compile("[A-Za-z][A-Za-z0-9_.]*");
  private static final int DEFAULT_PORT = 9042;

  static final Setting<List<InetSocketAddress>> CONTACT_POINTS =
      new Setting<>(
          "kv.cassandra.contact-points",
          "Some nodes of the cluster, separated by commas: host or host:port (port 9042).",
          Optional.of("127.0.0.1"),
          CassandraSettings::addresses);

  static final Setting<String> LOCAL_DATACENTER =
      Setting.text(
          "kv.cassandra.local-datacenter",
          "The data centre whose nodes this front end talks to.",
          "datacenter1");

  static final Setting<Mode> MODE =
      Setting.choice(
          "kv.cassandra.mode",
          "How it writes and reads: serial (lightweight transactions: linearizable per key), quorum"
              + " (linearizable per key under a lock manager; last write wins without one) or"
              + " eventual (one replica). A keyspace keeps the mode it was made in.",
          Mode.SERIAL,
          Mode.class);

  static final Setting<String> KEYSPACE =
      new Setting<>(
          "kv.cassandra.keyspace",
          "The keyspace that holds the store.",
          Optional.of("kv"),
          text -> matching(IDENTIFIER, text, "a keyspace name: lower-case letters, digits and _"));

  static final Setting<Boolean> CREATE =
      Setting.flag(
          "kv.cassandra.create",
          "Whether a keyspace or table that is not there is made at the start. What is there is"
              + " verified, never altered.",
          true);

  static final Setting<Integer> REPLICATION_FACTOR =
      Setting.integer(
          "kv.cassandra.replication-factor",
          "Replicas of each key in the local data centre.",
          3,
          1,
          99);

  static final Setting<Map<String, Integer>> REPLICATION =
      new Setting<>(
          "kv.cassandra.replication",
          "Replicas of each key by data centre, such as dc1:3,dc2:3; instead of"
              + " kv.cassandra.replication-factor where there are several. Quorums are of all of"
              + " them together.",
          Optional.empty(),
          CassandraSettings::replication);

  static final Setting<Integer> BUCKETS =
      Setting.integer(
          "kv.cassandra.buckets",
          "Partitions over which the keys are spread for listings. A page asks each of them once or"
              + " twice; each holds its share of all keys. Read only when the keyspace is made.",
          16,
          1,
          4096);

  static final Setting<String> COMPACTION =
      new Setting<>(
          "kv.cassandra.compaction",
          "The compaction strategy of the tables.",
          Optional.of("UnifiedCompactionStrategy"),
          text -> matching(CLASS, text, "the name of a class"));

  static final Setting<String> COMPRESSION =
      new Setting<>(
          "kv.cassandra.compression",
          "The compressor of the tables.",
          Optional.of("LZ4Compressor"),
          text -> matching(CLASS, text, "the name of a class"));

  static final Setting<Duration> GC_GRACE =
      Setting.duration(
          "kv.cassandra.gc-grace",
          "How long tombstones are kept; a full repair must run more often than that.",
          "10d",
          Duration.ofHours(1),
          Duration.ofDays(365));

  static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.duration(
          "kv.cassandra.request-timeout",
          "How long one statement may take; the call's own time may end it earlier. Above the"
              + " cluster's write_request_timeout and cas_contention_timeout, or else writes that it"
              + " decided end as unknown.",
          "5s",
          Duration.ofMillis(100),
          Duration.ofMinutes(5));

  static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration(
          "kv.cassandra.connect-timeout",
          "How long connecting to a node, and each statement of the start, may take.",
          "10s",
          Duration.ofMillis(100),
          Duration.ofMinutes(5));

  static final Setting<Duration> SCHEMA_TIMEOUT =
      Setting.duration(
          "kv.cassandra.schema-timeout",
          "How long tables that the start makes may take to reach all nodes that are up. A node that"
              + " misses a change asks for it after a minute.",
          "90s",
          Duration.ofMillis(100),
          Duration.ofMinutes(10));

  static final Setting<Integer> CONNECTIONS =
      Setting.integer(
          "kv.cassandra.connections", "Connections to each node of the data centre.", 1, 1, 64);

  static final Setting<String> USERNAME =
      Setting.optionalText("kv.cassandra.username", "The role to log in as.");

  static final Setting<String> PASSWORD =
      Setting.optionalText("kv.cassandra.password", "Its password.");

  static final Setting<Boolean> TLS =
      Setting.flag("kv.cassandra.tls", "Whether connections to the nodes are encrypted.", false);

  static final Setting<Boolean> TLS_HOSTNAMES =
      Setting.flag(
          "kv.cassandra.tls.verify-hostnames",
          "Whether a node's certificate must be for the address it was reached at.",
          true);

  static final Setting<String> TRUST_STORE =
      Setting.optionalText(
          "kv.cassandra.tls.trust-store",
          "A PKCS12 or JKS file with the certificates to trust; without it the JDK's.");

  static final Setting<String> TRUST_STORE_PASSWORD =
      Setting.optionalText("kv.cassandra.tls.trust-store-password", "Its password.");

  static final Setting<String> KEY_STORE =
      Setting.optionalText(
          "kv.cassandra.tls.key-store", "A PKCS12 or JKS file with this client's certificate.");

  static final Setting<String> KEY_STORE_PASSWORD =
      Setting.optionalText("kv.cassandra.tls.key-store-password", "Its password.");

  private CassandraSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        CONTACT_POINTS,
        LOCAL_DATACENTER,
        MODE,
        KEYSPACE,
        CREATE,
        REPLICATION_FACTOR,
        REPLICATION,
        BUCKETS,
        COMPACTION,
        COMPRESSION,
        GC_GRACE,
        REQUEST_TIMEOUT,
        CONNECT_TIMEOUT,
        SCHEMA_TIMEOUT,
        CONNECTIONS,
        USERNAME,
        PASSWORD,
        TLS,
        TLS_HOSTNAMES,
        TRUST_STORE,
        TRUST_STORE_PASSWORD,
        KEY_STORE,
        KEY_STORE_PASSWORD);
  }

  private static List<InetSocketAddress> addresses(String text) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      String part = item.strip();
      int colon = part.lastIndexOf(':');
      boolean hasPort = (colon > 0 && part.indexOf(':') == colon) || part.contains("]:");
      String host = hasPort ? part.substring(0, colon) : part;
      if (host.isEmpty()) {
        throw new IllegalArgumentException("must be hosts, or hosts with a port, and commas");
      }
      int port = hasPort ? Integer.parseInt(part.substring(colon + 1)) : DEFAULT_PORT;
      addresses.add(InetSocketAddress.createUnresolved(host, port));
    }
    return List.copyOf(addresses);
  }

  private static Map<String, Integer> replication(String text) {
    Map<String, Integer> replicas = new LinkedHashMap<>();
    for (String item : text.split(",", -1)) {
      String[] parts = item.strip().split(":", -1);
      if (parts.length != 2 || !parts[1].matches("[1-9]\\d?") || parts[0].contains("'")) {
        throw new IllegalArgumentException("must be such as dc1:3,dc2:3");
      }
      replicas.put(parts[0], Integer.parseInt(parts[1]));
    }
    return Map.copyOf(replicas);
  }

  private static String matching(Pattern pattern, String text, String what) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("must be " + what);
    }
    return text;
  }
}
