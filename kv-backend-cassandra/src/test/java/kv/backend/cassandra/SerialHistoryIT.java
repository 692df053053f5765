package kv.backend.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kv.backend.cassandra.RegisterClients.Kind;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Verdict;
import kv.consistency.model.Keyed;
import kv.consistency.model.Register;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mode serial is linearizable per key while nodes die, come back and hang: the history of
 * concurrent clients of two front ends, recorded meanwhile, is decided by the project's own
 * checker.
 */
@ExtendWith(FaultyCluster.class)
@Tag("cluster")
@Tag("nightly")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class SerialHistoryIT {

  private static final int CLIENTS = 8;

  /** Acknowledged operations in each phase. */
  private static final int ENOUGH = 150;

  @Test
  void a_history_recorded_while_a_node_is_killed_and_another_hangs_is_linearizable(
      CassandraCluster cluster) {
    CassandraNode killed = cluster.node(2);
    CassandraNode paused = cluster.node(0);
    List<TestedStore> frontEnds =
        Stream.generate(() -> TestedStore.open(cluster, "serial", "history")).limit(2).toList();
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> history;
    try (RegisterClients clients = new RegisterClients(frontEnds, CLIENTS)) {
      clients.awaitAcknowledged(ENOUGH);
      killed.kill();
      clients.awaitAcknowledged(ENOUGH);
      killed.start();
      cluster.awaitRing();
      clients.awaitAcknowledged(ENOUGH);
      int unknown = clients.count(Kind.UNKNOWN);
      int failed = clients.count(Kind.FAILED);
      paused.pause();
      clients.awaitAcknowledged(ENOUGH);
      Await.until(
          "a write and another call that meet the node that hangs",
          () -> clients.count(Kind.UNKNOWN) > unknown && clients.count(Kind.FAILED) > failed);
      paused.resume();
      clients.awaitAcknowledged(ENOUGH);
      history = clients.stopAndReadAll();
      for (Kind kind : Kind.values()) {
        assertThat(clients.count(kind)).as("%s, of %s", kind, clients).isPositive();
      }
    }
    frontEnds.forEach(TestedStore::close);

    assertThat(verdict(history)).isInstanceOf(Verdict.Valid.class);
    assertThat(verdict(withTheLastReadUndone(history))).isInstanceOf(Verdict.Invalid.class);
  }

  private static Verdict<Optional<Object>> verdict(
      List<Operation<Keyed.Input<Register.Input>, Register.Output>> history) {
    return new Checker<>(new Keyed<>(new Register(Register.NilRead.ABSENT))).check(history);
  }

  /** The same, but for its last operation: it read nothing where there was something. */
  private static List<Operation<Keyed.Input<Register.Input>, Register.Output>>
      withTheLastReadUndone(List<Operation<Keyed.Input<Register.Input>, Register.Output>> history) {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> other = new ArrayList<>(history);
    Operation<Keyed.Input<Register.Input>, Register.Output> last = other.remove(other.size() - 1);
    other.add(
        Operation.completed(
            last.process(),
            last.input(),
            new Register.Value(Optional.empty()),
            last.call(),
            last.ret()));
    return other;
  }
}
