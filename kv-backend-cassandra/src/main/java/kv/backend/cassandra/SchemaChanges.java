package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kv.spi.ConfigurationException;
import kv.spi.Deadline;

/**
 * Changes of the schema, and when all nodes have them (decision 85).
 *
 * @param patience with each statement
 * @param timeout of a change, with its way to all nodes
 */
record SchemaChanges(CqlSession session, Duration patience, Duration timeout) {

  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  /** Makes a change that may be made twice; the other nodes may not have it yet. */
  void change(String statement) {
    SimpleStatement change =
        SimpleStatement.newInstance(statement).setIdempotent(true).setTimeout(patience);
    // The node that is asked may not know the keyspace yet.
    ResultSet unused =
        repeatedly(
            () -> session.execute(change),
            error ->
                error instanceof InvalidQueryException || error instanceof DriverTimeoutException);
  }

  /**
   * Returns once each node that is up has a table, which another front end may have made just now.
   * Agreement does not tell: the versions that the driver compares come by gossip, and late.
   *
   * @param probe a statement that needs the table
   * @param mayCome asked whenever a node refuses it: whether to wait for the table is any use
   * @throws ConfigurationException if a node does not have it in time
   */
  void awaitKnown(String probe, BooleanSupplier mayCome) {
    SimpleStatement statement =
        SimpleStatement.newInstance(probe)
            .setTimeout(patience)
            .setIdempotent(true)
            .setConsistencyLevel(DefaultConsistencyLevel.ONE);
    for (Node node : session.getMetadata().getNodes().values()) {
      try {
        Optional<ResultSet> unused = repeatedly(() -> ask(node, statement, mayCome), error -> true);
      } catch (DriverException e) {
        throw new ConfigurationException(
            "the nodes of the cluster disagree about the schema after %s, see nodetool describecluster; %s says: %s"
                .formatted(timeout, node.getEndPoint(), e.getMessage()),
            e);
      }
    }
  }

  /** Nothing of a node that is down, or that refuses for good. */
  private Optional<ResultSet> ask(Node node, SimpleStatement probe, BooleanSupplier mayCome) {
    boolean up = node.getState() == NodeState.UP && node.getOpenConnections() > 0;
    try {
      return up ? Optional.of(session.execute(probe.setNode(node))) : Optional.empty();
    } catch (InvalidQueryException e) {
      if (mayCome.getAsBoolean()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Runs it again after errors that may pass, for as long as schema changes may take. */
  <T> T repeatedly(Supplier<T> statement, Predicate<DriverException> mayPass) {
    Deadline deadline = Deadline.in(timeout);
    while (true) {
      try {
        return statement.get();
      } catch (DriverException e) {
        if (deadline.hasPassed() || !mayPass.test(e)) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
