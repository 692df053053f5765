package kv.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.EtcdMember;
import kv.consistency.cluster.FrontEndConfiguration;
import kv.consistency.cluster.FrontEndNode;
import kv.consistency.cluster.FrontEnds;
import kv.system.faults.RegisterHistory.End;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two front ends over Cassandra's quorums under etcd's locks, while one of the processes is
 * stopped, killed or emptied. In each test clients of both read and write all the time, and what
 * they saw must have an order: no acknowledged write lost, no stale read, no write both refused and
 * there.
 */
@Tag("cluster")
@Tag("nightly")
@Timeout(600)
final class LockedStoreFaultsIT {

  private static final String KEYSPACE = "t" + UUID.randomUUID().toString().replace("-", "");
  private static final int KEYS = 6;
  private static final int CLIENTS = 5;
  private static final int ENOUGH = 60;

  private static CassandraCluster cassandra;
  private static EtcdCluster etcd;
  private static FrontEnds frontEnds;

  private final RegisterHistory history = new RegisterHistory();
  private final List<String> keys =
      IntStream.range(0, KEYS).mapToObj(i -> UUID.randomUUID() + "-" + i).toList();

  @BeforeAll
  static void start() {
    Path clusters = Path.of("target", "clusters", "locked");
    cassandra =
        CassandraCluster.start(clusters.resolve("cassandra"), CassandraConfiguration.ofBuild());
    etcd = EtcdCluster.start(clusters.resolve("etcd"), EtcdConfiguration.ofMachine());
    frontEnds =
        FrontEnds.start(
            clusters.resolve("kv"),
            FrontEndConfiguration.of(Path.of(System.getProperty("test.war")))
                .withNumber(2)
                .withJvmFlag("-Xmx512m")
                .withSettings(settings()));
  }

  @AfterAll
  static void stop() {
    if (frontEnds != null) {
      frontEnds.close();
    }
    if (etcd != null) {
      etcd.close();
    }
    if (cassandra != null) {
      cassandra.close();
    }
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kv.backend", "cassandra");
    settings.put("kv.cassandra.mode", "quorum");
    settings.put("kv.cassandra.contact-points", contactPoints());
    settings.put("kv.cassandra.local-datacenter", cassandra.dataCentre());
    settings.put("kv.cassandra.keyspace", KEYSPACE);
    settings.put("kv.lock", "etcd");
    settings.put("kv.etcd.endpoints", String.join(",", etcd.endpoints()));
    settings.put("kv.etcd.lease", "5s");
    return settings;
  }

  private static String contactPoints() {
    return cassandra.contactPoints().stream()
        .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
        .collect(Collectors.joining(","));
  }

  private static FrontEndNode first() {
    return frontEnds.node(0);
  }

  private static FrontEndNode second() {
    return frontEnds.node(1);
  }

  @Test
  void a_front_end_paused_past_its_lease_in_the_middle_of_writes_does_no_harm_when_it_goes_on()
      throws Exception {
    try (Load load = new Load(history, keys)) {
      startBoth(load);

      first().pause();
      int ofFirst = history.count(first().name(), End.values());
      writeAll(second()); // Which needs the locks that the first one holds.
      history.await(second().name(), ENOUGH, End.OK);
      assertThat(history.count(first().name(), End.values()))
          .as("answers of the front end that is paused")
          .isEqualTo(ofFirst);
      first().resume();

      history.await(first().name(), ENOUGH, End.OK);
      load.stop();
    }
    assertThat(history.count(first().name(), End.UNKNOWN, End.NOT_APPLIED))
        .as("writes that found their locks lost")
        .isPositive();
    history.assertLinearizable();
  }

  @Test
  void what_a_front_end_had_written_but_not_decided_when_it_was_killed_is_finished_by_the_next()
      throws Exception {
    try (Load load = new Load(history, keys)) {
      startBoth(load);

      boolean undecided = false;
      while (!undecided) { // Until etcd stops between a write and its commit.
        etcd.members().forEach(EtcdMember::pause);
        undecided = isAnyUndecided();
        if (!undecided) {
          etcd.members().forEach(EtcdMember::resume);
          history.await(first().name(), ENOUGH, End.OK);
        }
      }
      first().kill();
      etcd.members().forEach(EtcdMember::resume);

      writeAll(second());
      history.await(second().name(), ENOUGH, End.OK);
      first().start();
      history.await(first().name(), ENOUGH, End.OK);
      load.stop();
      load.readAll(first());
    }
    history.assertLinearizable();
  }

  @Test
  void while_etcd_is_away_no_write_is_acknowledged_and_what_is_decided_is_read() throws Exception {
    try (Load load = new Load(history, keys)) {
      startBoth(load);
      load.stop();
      for (String key : keys) {
        load.writeUntilApplied(first(), key);
      }
      while (isAnyUndecided()) {
        load.readAll(first());
      }
      etcd.members().forEach(EtcdMember::kill);

      load.readAll(first());
      load.readAll(second());
      assertThat(load.write(first(), keys.get(0))).isIn(503, 504);
      assertThat(load.write(second(), keys.get(1))).isIn(503, 504);

      etcd.startAll();
      for (String key : keys) {
        load.writeUntilApplied(first(), key);
        load.writeUntilApplied(second(), key);
      }
      load.readAll(first());
    }
    history.assertLinearizable();
  }

  @Test
  void an_etcd_that_was_rebuilt_empty_grants_tokens_above_all_before() throws Exception {
    try (Load load = new Load(history, keys)) {
      startBoth(load);
      etcd.rebuildEmpty();
      history.await(first().name(), ENOUGH, End.OK);
      history.await(second().name(), ENOUGH, End.OK);
      load.stop();
      load.readAll(first());
    }
    history.assertLinearizable();
  }

  @Test
  void all_that_was_acknowledged_is_there_after_everything_was_restarted() throws Exception {
    try (Load load = new Load(history, keys)) {
      startBoth(load);
      frontEnds.nodes().forEach(FrontEndNode::kill);
      etcd.stopAll();
      cassandra.nodes().forEach(node -> node.kill());
      load.stop();
      cassandra.startAll();
      cassandra.awaitRing();
      etcd.startAll();
      frontEnds.startAll();
      load.readAll(first());
      load.readAll(second());
    }
    try (Load load = new Load(history, keys)) {
      startBoth(load);
      load.stop();
    }
    history.assertLinearizable();
  }

  private void startBoth(Load load) throws InterruptedException {
    load.start(first(), CLIENTS);
    load.start(second(), CLIENTS);
    history.await(first().name(), ENOUGH, End.OK);
    history.await(second().name(), ENOUGH, End.OK);
  }

  /** Returns once each key was written through {@code frontEnd}. */
  private void writeAll(FrontEndNode frontEnd) throws Exception {
    try (Load finisher = new Load(history, keys)) {
      for (String key : keys) {
        finisher.writeUntilApplied(frontEnd, key);
      }
    }
  }

  /** Whether a row is not marked as decided, and stays so for a while. */
  private static boolean isAnyUndecided() {
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoints(cassandra.contactPoints())
            .withLocalDatacenter(cassandra.dataCentre())
            .build()) {
      boolean undecided = false;
      for (int look = 0; look < 10; look++) { // Marks that are on their way arrive meanwhile.
        undecided =
            session
                .execute(
                    SimpleStatement.newInstance("SELECT granted, mark FROM " + KEYSPACE + ".entry")
                        .setConsistencyLevel(DefaultConsistencyLevel.ALL))
                .all()
                .stream()
                .anyMatch(
                    row -> row.isNull("mark") || row.getLong("mark") != row.getLong("granted"));
      }
      return undecided;
    }
  }
}
