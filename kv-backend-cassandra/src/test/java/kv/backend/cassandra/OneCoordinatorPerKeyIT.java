package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.simulacron.server.BoundNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policy as two front ends have it, on five nodes with three replicas of each key. */
class OneCoordinatorPerKeyIT {

  private static final CqlIdentifier KEYSPACE = CqlIdentifier.fromInternal("kv");
  private static final List<String> KEYS =
      IntStream.range(0, 1000).mapToObj(i -> "key " + i).toList();

  private SimulatedCluster cluster;
  private CqlSession one;
  private CqlSession other;

  @BeforeEach
  void start() {
    cluster = new SimulatedCluster(5);
    one = cluster.open();
    other = cluster.open();
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
    cluster.close();
  }

  /** Whatever each has been asked before. */
  @Test
  void all_front_ends_send_a_key_to_the_same_node() {
    plan(other, statement("of another key"));

    assertThat(coordinators(other)).isEqualTo(coordinators(one));
  }

  @Test
  void keys_are_spread_over_the_nodes() {
    Map<UUID, Long> keys =
        coordinators(one).values().stream()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(keys).hasSize(5);
    assertThat(keys.values()).allMatch(count -> count > KEYS.size() / 10);
  }

  @Test
  void a_plan_has_each_node_once_and_the_replicas_first() {
    TokenMap tokens = one.getMetadata().getTokenMap().orElseThrow();
    for (String key : KEYS) {
      List<Node> plan = plan(one, statement(key));

      assertThat(plan).hasSize(5).doesNotHaveDuplicates();
      assertThat(plan.subList(0, 3))
          .containsExactlyInAnyOrderElementsOf(tokens.getReplicas(KEYSPACE, bytes(key)));
    }
  }

  @Test
  void the_keys_of_a_lost_node_are_spread_and_no_others_move() throws InterruptedException {
    Map<String, UUID> before = coordinators(one);
    BoundNode lost = cluster.nodes().get(3);

    cluster.stop(lost, one, other);
    Map<String, UUID> after = coordinators(one);

    assertThat(coordinators(other)).isEqualTo(after);
    assertThat(after.values()).doesNotContain(lost.getHostId());
    List<String> moved =
        KEYS.stream().filter(key -> !Objects.equals(before.get(key), after.get(key))).toList();
    assertThat(moved)
        .containsExactlyElementsOf(
            KEYS.stream().filter(key -> lost.getHostId().equals(before.get(key))).toList());
    assertThat(moved.stream().map(after::get).distinct()).hasSize(4);
  }

  @Test
  void a_statement_without_a_key_may_go_to_any_node() {
    SimpleStatement statement = SimpleStatement.newInstance("SELECT");

    assertThat(plan(one, statement)).hasSize(5).doesNotHaveDuplicates();
    assertThat(
            IntStream.range(0, 100).mapToObj(i -> plan(one, statement).get(0)).distinct().count())
        .isEqualTo(5);
  }

  private static Map<String, UUID> coordinators(CqlSession session) {
    return KEYS.stream()
        .collect(
            Collectors.toMap(Function.identity(), key -> first(plan(session, statement(key)))));
  }

  private static UUID first(List<Node> plan) {
    return Objects.requireNonNull(plan.get(0).getHostId());
  }

  private static List<Node> plan(CqlSession session, SimpleStatement statement) {
    return List.copyOf(
        session
            .getContext()
            .getLoadBalancingPolicy(DriverExecutionProfile.DEFAULT_NAME)
            .newQueryPlan(statement, session));
  }

  private static SimpleStatement statement(String key) {
    return SimpleStatement.newInstance("SELECT")
        .setRoutingKeyspace(KEYSPACE)
        .setRoutingKey(bytes(key));
  }

  private static ByteBuffer bytes(String key) {
    return ByteBuffer.wrap(key.getBytes(UTF_8));
  }
}
