package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import io.netty.handler.codec.EncoderException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;

/**
 * What an error of the driver says about the write it ends: docs/cassandra-errors.md has the table,
 * and for each row why.
 *
 * <p>Not applied is only what certainly never reached a replica: what the driver could not send and
 * what a coordinator refuses before it involves one. {@code Unavailable} and {@code Overloaded}
 * belong there for plain writes of one row, whose coordinator counts replicas and hints before it
 * sends anything, and for lightweight transactions under {@code paxos_variant: v2} (which the start
 * requires): they count before each round, and begin another round only when every replica has
 * refused the last one. Everything else, and everything that is not known here, is unknown.
 *
 * <p>An error that ends a call after a repetition speaks of its own node only. So a write is not
 * applied if all nodes that were tried refused it, and each of their errors is looked at.
 */
final class DriverErrors {

  private static final Duration SOON = Duration.ofSeconds(1);

  private DriverErrors() {}

  /** How a write ended that failed with {@code error}. */
  static KvException ofWrite(Throwable error) {
    for (Throwable each : allOf(error)) {
      if (!wasRefused(each)) {
        return new OutcomeUnknownException("the cluster did not tell: " + words(each), error);
      }
    }
    return notApplied(error);
  }

  /** A read, which has no effect to be unsure of. */
  static NotAppliedException ofRead(Throwable error) {
    return notApplied(error);
  }

  /** What each node that was tried answered, in order; of a node that took no request too. */
  private static List<Throwable> allOf(Throwable error) {
    List<Throwable> all = new ArrayList<>();
    if (error instanceof AllNodesFailedException failed) {
      failed.getAllErrors().values().forEach(all::addAll);
      return all;
    }
    if (error instanceof DriverException last) {
      ExecutionInfo execution = last.getExecutionInfo();
      if (execution != null) {
        execution.getErrors().forEach(earlier -> all.add(earlier.getValue()));
      }
    }
    all.add(error);
    return all;
  }

  private static boolean wasRefused(Throwable error) {
    return error instanceof NodeUnavailableException
        || error instanceof BusyConnectionException
        || error instanceof ClosedChannelException // of a write; a loss after it has another type
        || error instanceof RequestThrottlingException
        || error instanceof EncoderException
        || error instanceof UnavailableException
        || error instanceof OverloadedException
        || error instanceof BootstrappingException
        || error instanceof QueryValidationException
        || isClosed(error);
  }

  private static NotAppliedException notApplied(Throwable error) {
    List<Throwable> all = allOf(error);
    boolean overload =
        all.stream().anyMatch(DriverErrors::isOverload)
            || (!all.isEmpty() && all.stream().allMatch(DriverErrors::isBusy));
    Reason reason = overload ? Reason.OVERLOADED : Reason.UNAVAILABLE;
    boolean passes = all.stream().noneMatch(each -> isClosed(each) || isForever(each));
    return new NotAppliedException(
        reason, words(error), error, reason == Reason.UNAVAILABLE && passes ? SOON : null);
  }

  private static boolean isOverload(Throwable error) {
    return error instanceof BusyConnectionException
        || error instanceof RequestThrottlingException
        || error instanceof OverloadedException;
  }

  /** The driver has one error for a node without connections and one whose are all in use. */
  private static boolean isBusy(Throwable error) {
    return error instanceof NodeUnavailableException unavailable
        && unavailable.getNode().getOpenConnections() > 0;
  }

  /** Until somebody changes the schema or the role. */
  private static boolean isForever(Throwable error) {
    return error instanceof QueryValidationException;
  }

  /** For clients: what happened, without addresses or statements. */
  private static String words(Throwable error) {
    if (error instanceof UnavailableException unavailable) {
      return "%d of the replicas are needed for %s, %d are alive"
          .formatted(
              unavailable.getRequired(), unavailable.getConsistencyLevel(), unavailable.getAlive());
    }
    if (error instanceof WriteTimeoutException timeout) {
      return "%d of %d replicas answered in time (%s)"
          .formatted(timeout.getReceived(), timeout.getBlockFor(), timeout.getWriteType());
    }
    if (error instanceof WriteFailureException failure) {
      return "%d replicas failed".formatted(failure.getNumFailures());
    }
    if (error instanceof DriverTimeoutException) {
      return "no answer in time";
    }
    if (error instanceof ClosedConnectionException) {
      return "the connection to the node was lost";
    }
    if (error instanceof InterruptedException) {
      return "the call was interrupted";
    }
    if (error instanceof OverloadedException) {
      return "the node is overloaded";
    }
    if (error instanceof UnauthorizedException) {
      return "the role of this front end may not do that";
    }
    if (error instanceof AllNodesFailedException) {
      return "no node can take the request";
    }
    return isClosed(error) ? "the store is closed" : error.getClass().getSimpleName();
  }

  /** The driver has no type of its own for a session that was closed. */
  private static boolean isClosed(Throwable error) {
    return error instanceof IllegalStateException && "Session is closed".equals(error.getMessage());
  }
}
