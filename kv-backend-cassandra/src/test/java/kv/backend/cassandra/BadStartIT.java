package kv.backend.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.spi.ConfigurationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A start that can't be is an error that names the setting or says what differs, soon, and changes
 * nothing. On one real node that wants a password and holds a store already.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class BadStartIT {

  private static final String KEYSPACE = "there";

  /** With which the store was made. */
  private static final Map<String, String> GOOD =
      Map.of(
          "kv.cassandra.username", "cassandra",
          "kv.cassandra.password", "cassandra",
          "kv.cassandra.connect-timeout", "30s",
          "kv.cassandra.replication-factor", "1",
          "kv.cassandra.keyspace", KEYSPACE);

  private final CassandraCluster cluster;
  private final CqlSession session;

  BadStartIT() {
    cluster =
        CassandraCluster.start(
            Path.of("target", "clusters", "bad-start"),
            CassandraConfiguration.ofBuild()
                .withNodes(1)
                .withAuthentication()
                .withSetting("max_mutation_size", "1MiB")
                .withSetting("materialized_views_enabled", "true"));
    TestedStore.open(cluster, GOOD).close();
    session = Connection.open(RealCluster.context(cluster, GOOD).settings());
  }

  @AfterAll
  void close() {
    session.close();
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void a_setting_that_is_wrong_is_named(String setting, String value, String message) {
    String before = schema();

    assertRefused(Map.of(setting, value), message);

    assertThat(schema()).isEqualTo(before);
  }

  private static Stream<Arguments> wrongSettings() {
    return Stream.of(
        Arguments.of(
            "kv.cassandra.contact-points",
            "127.0.0.1:1",
            "kv.cassandra.contact-points is 127.0.0.1:1: no node can be reached"),
        Arguments.of(
            "kv.cassandra.contact-points",
            "nowhere.invalid",
            "kv.cassandra.contact-points is nowhere.invalid:9042: "),
        Arguments.of(
            "kv.cassandra.local-datacenter",
            "nowhere",
            "kv.cassandra.local-datacenter is 'nowhere', but the cluster's data centres are [dc1]"),
        Arguments.of("kv.cassandra.password", "guessed", "the role is refused"),
        Arguments.of("kv.cassandra.username", "stranger", "the role is refused"),
        Arguments.of(
            "kv.cassandra.mode",
            "quorum",
            "keyspace there was made for mode serial and can't be used in mode quorum"),
        Arguments.of(
            "kv.cassandra.replication",
            "dc1:2",
            "keyspace there is replicated as {class=NetworkTopologyStrategy, dc1=1}, but"
                + " {class=NetworkTopologyStrategy, dc1=2} is configured"),
        Arguments.of(
            "kv.cassandra.compaction",
            "LeveledCompactionStrategy",
            "compaction of table meta is org.apache.cassandra.db.compaction.UnifiedCompactionStrategy"
                + " instead of LeveledCompactionStrategy"),
        Arguments.of(
            "kv.cassandra.compression",
            "ZstdCompressor",
            "compression of table meta is org.apache.cassandra.io.compress.LZ4Compressor instead of"
                + " ZstdCompressor"),
        Arguments.of(
            "kv.cassandra.gc-grace",
            "2h",
            "gc_grace_seconds of table meta is 864000 instead of 7200"));
  }

  /** It takes connections and says nothing. */
  @Test
  void a_contact_point_that_hangs_is_given_up() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertRefused(
          Map.of(
              "kv.cassandra.contact-points",
              "127.0.0.1:" + silent.getLocalPort(),
              "kv.cassandra.connect-timeout",
              "1s"),
          "no node can be reached");
    }
  }

  @Test
  void a_role_that_does_not_log_in_is_refused() {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.keySet().removeAll(List.of("kv.cassandra.username", "kv.cassandra.password"));

    assertThatThrownBy(() -> TestedStore.open(cluster, settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the role is refused");
  }

  @Test
  void too_few_nodes_for_the_replicas_are_an_error_and_nothing_is_made() {
    assertRefused(
        Map.of("kv.cassandra.keyspace", "too_few", "kv.cassandra.replication-factor", "3"),
        "data centre 'dc1' is to hold 3 replicas of each key, but has 1 nodes");

    session.refreshSchema();
    assertThat(session.getMetadata().getKeyspace("too_few")).isEmpty();
  }

  @Test
  void a_keyspace_that_is_not_there_is_an_error_where_none_is_to_be_made() {
    assertRefused(
        Map.of("kv.cassandra.keyspace", "missing", "kv.cassandra.create", "false"),
        "there is no keyspace missing, and kv.cassandra.create is false");
  }

  @Test
  void values_above_the_nodes_limit_are_an_error_of_the_start() {
    assertThatThrownBy(
            () -> new CassandraBackendProvider().open(RealCluster.context(cluster, GOOD, 1 << 20)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.max-value-size is 1048576 bytes")
        .hasMessageContaining("takes no mutation above 1048576 (max_mutation_size)");
  }

  @ParameterizedTest
  @MethodSource("changesByHand")
  void what_was_changed_by_hand_is_named(String change, String undo, String message) {
    alter(change);
    String changed = schema();
    try {
      assertRefused(Map.of(), message);

      assertThat(schema()).isEqualTo(changed);
    } finally {
      alter(undo);
    }
  }

  private static Stream<Arguments> changesByHand() {
    return Stream.of(
        Arguments.of(
            "ALTER KEYSPACE there WITH replication ="
                + " {'class': 'SimpleStrategy', 'replication_factor': 1}",
            "ALTER KEYSPACE there WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': 1}",
            "keyspace there is replicated as {class=SimpleStrategy, replication_factor=1}"),
        Arguments.of(
            "ALTER TABLE there.entry WITH read_repair = 'NONE'",
            "ALTER TABLE there.entry WITH read_repair = 'BLOCKING'",
            "read_repair of table entry is NONE instead of BLOCKING"),
        Arguments.of(
            "ALTER TABLE there.key_index WITH default_time_to_live = 10",
            "ALTER TABLE there.key_index WITH default_time_to_live = 0",
            "default_time_to_live of table key_index is 10 instead of 0"),
        Arguments.of(
            "ALTER TABLE there.entry RENAME key TO id",
            "ALTER TABLE there.entry RENAME id TO key",
            "the partition key of table entry is [id blob] instead of [key blob]"),
        Arguments.of(
            "CREATE MATERIALIZED VIEW there.by_size AS SELECT key, size FROM there.entry"
                + " WHERE size IS NOT NULL AND key IS NOT NULL PRIMARY KEY (size, key)",
            "DROP MATERIALIZED VIEW there.by_size",
            "table entry has the materialized view by_size"));
  }

  private void assertRefused(Map<String, String> changes, String message) {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.putAll(changes);
    assertThatThrownBy(() -> TestedStore.open(cluster, settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  private void alter(String statement) {
    session.execute(SimpleStatement.newInstance(statement).setTimeout(TestedStore.PLENTY));
  }

  private String schema() {
    session.refreshSchema();
    return session
        .getMetadata()
        .getKeyspace(CqlIdentifier.fromInternal(KEYSPACE))
        .orElseThrow()
        .describeWithChildren(true);
  }
}
