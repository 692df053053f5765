package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each node something small, all the time: the connections of a node that is paused or cut off
 * stay open, and the driver's heartbeat, which closes them, must not be so impatient.
 */
final class NodeProbes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProbes.class);

  private static final Duration INTERVAL = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofMillis(1200);
  private static final SimpleStatement PROBE =
      SimpleStatement.newInstance("SELECT key FROM system.local")
          .setIdempotent(false)
          .setConsistencyLevel(DefaultConsistencyLevel.ONE)
          .setTimeout(PATIENCE);

  private final CqlSession session;
  private final Set<Node> asked = ConcurrentHashMap.newKeySet();
  private final Set<Node> silent = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;

  NodeProbes(CqlSession session) {
    this.session = session;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kv-cassandra-probe");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::probeAll, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether it left the last question unanswered. */
  boolean isSilent(Node node) {
    return silent.contains(node);
  }

  private void probeAll() {
    try {
      session.getMetadata().getNodes().values().forEach(this::probe);
    } catch (RuntimeException e) {
      LOG.debug("the nodes could not be probed", e);
    }
  }

  private void probe(Node node) {
    if (node.getOpenConnections() == 0 || !asked.add(node)) {
      return;
    }
    try {
      var unused =
          session
              .executeAsync(PROBE.setNode(node))
              .whenComplete((answer, error) -> ended(node, error));
    } catch (RuntimeException e) {
      asked.remove(node);
      throw e;
    }
  }

  /**
   * What could not be sent, for want of a connection or of room on one, says nothing of silence.
   */
  private void ended(Node node, @Nullable Throwable error) {
    if (error == null) {
      silent.remove(node);
    } else if (error instanceof DriverTimeoutException) {
      silent.add(node);
    }
    asked.remove(node);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
