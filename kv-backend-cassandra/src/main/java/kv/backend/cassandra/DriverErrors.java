package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
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
import java.util.List;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;

/**
 * What an error of the driver says about the write it ends: docs/cassandra.md has the table.
 *
 * <p>Not applied is only what certainly never reached a replica: what the driver could not send and
 * what a coordinator refuses before it involves one. {@code Unavailable} belongs there for plain
 * writes, whose replicas are counted first, and for lightweight transactions under {@code
 * paxos_variant: v2} (which the start requires): they count before each round, and begin another
 * round only when nobody has accepted the last one (Paxos.java of Cassandra 5.0). Everything else,
 * and everything that is not known here, is unknown.
 */
final class DriverErrors {

  private static final Duration SOON = Duration.ofSeconds(1);

  private DriverErrors() {}

  /** How a write ended that failed with {@code error}. */
  static KvException ofWrite(Throwable error) {
    if (error instanceof AllNodesFailedException failed) {
      return ofNodes(failed);
    }
    if (wasRefused(error)) {
      return notApplied(error);
    }
    return new OutcomeUnknownException("the cluster did not tell: " + words(error), error);
  }

  /** A read, which has no effect to be unsure of. */
  static NotAppliedException ofRead(Throwable error) {
    return notApplied(error);
  }

  private static KvException ofNodes(AllNodesFailedException failed) {
    List<Throwable> errors = failed.getAllErrors().values().stream().flatMap(List::stream).toList();
    for (Throwable error : errors) {
      if (!wasRefused(error)) {
        return new OutcomeUnknownException("the cluster did not tell: " + words(error), failed);
      }
    }
    return notApplied(failed);
  }

  private static boolean wasRefused(Throwable error) {
    return error instanceof NodeUnavailableException
        || error instanceof BusyConnectionException
        || error instanceof ClosedChannelException // of a write; a loss after it has another type
        || error instanceof RequestThrottlingException
        || error instanceof EncoderException
        || error instanceof UnavailableException
        || error instanceof BootstrappingException
        || error instanceof QueryValidationException
        || isClosed(error);
  }

  private static NotAppliedException notApplied(Throwable error) {
    Reason reason = reasonOf(error);
    return new NotAppliedException(
        reason, words(error), error, reason == Reason.UNAVAILABLE ? SOON : null);
  }

  private static Reason reasonOf(Throwable error) {
    if (error instanceof AllNodesFailedException failed) {
      return failed.getAllErrors().values().stream()
              .flatMap(List::stream)
              .anyMatch(BusyConnectionException.class::isInstance)
          ? Reason.OVERLOADED
          : Reason.UNAVAILABLE;
    }
    return error instanceof BusyConnectionException
            || error instanceof RequestThrottlingException
            || error instanceof OverloadedException
        ? Reason.OVERLOADED
        : Reason.UNAVAILABLE;
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
