package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import kv.spi.Deadline;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;

/** Runs statements within a call's deadline, and says how they ended in the words of the SPI. */
final class Cql {

  private final CqlSession session;
  private final Duration requestTimeout;

  Cql(CqlSession session, Duration requestTimeout) {
    this.session = session;
    this.requestTimeout = requestTimeout;
  }

  PreparedStatement prepare(SimpleStatement statement) {
    return session.prepare(statement);
  }

  /**
   * Its result.
   *
   * @throws NotAppliedException if it fails
   */
  AsyncResultSet read(BoundStatement statement, Deadline deadline) {
    return awaitRead(send(statement, deadline));
  }

  /** The results of all, which run at once. */
  List<AsyncResultSet> readAll(List<BoundStatement> statements, Deadline deadline) {
    List<CompletableFuture<AsyncResultSet>> running = new ArrayList<>(statements.size());
    statements.forEach(statement -> running.add(send(statement, deadline)));
    return running.stream().map(Cql::awaitRead).toList();
  }

  /**
   * Its result.
   *
   * @throws NotAppliedException if it certainly has no effect and will have none
   * @throws OutcomeUnknownException if it may have one
   */
  AsyncResultSet write(BoundStatement statement, Deadline deadline) {
    return awaitWrite(send(statement, deadline));
  }

  /** As {@link #write}, of all at once: not applied if none is, unknown unless all are or none. */
  void writeAll(List<BoundStatement> statements, Deadline deadline) {
    List<CompletableFuture<AsyncResultSet>> running = new ArrayList<>(statements.size());
    statements.forEach(statement -> running.add(send(statement, deadline)));
    List<KvException> failures = new ArrayList<>();
    for (CompletableFuture<AsyncResultSet> each : running) {
      try {
        awaitWrite(each);
      } catch (KvException e) {
        failures.add(e);
      }
    }
    if (failures.isEmpty()) {
      return;
    }
    boolean none =
        failures.size() == statements.size()
            && failures.stream().allMatch(NotAppliedException.class::isInstance);
    KvException first = failures.get(0);
    throw none
        ? first
        : new OutcomeUnknownException("a part of the write failed: " + first.getMessage(), first);
  }

  /** Sends it, for whoever waits for its end or does not. */
  CompletionStage<AsyncResultSet> sendUnawaited(BoundStatement statement) {
    return send(statement, requestTimeout);
  }

  private CompletableFuture<AsyncResultSet> send(BoundStatement statement, Deadline deadline) {
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      return CompletableFuture.failedFuture(
          new NotAppliedException(Reason.UNAVAILABLE, "no time was left to ask the cluster"));
    }
    Duration timeout = remaining.compareTo(requestTimeout) < 0 ? remaining : requestTimeout;
    return send(statement, timeout);
  }

  /** What the driver throws at once is an error of this statement, not of those sent with it. */
  private CompletableFuture<AsyncResultSet> send(BoundStatement statement, Duration timeout) {
    try {
      return session.executeAsync(statement.setTimeout(timeout)).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static AsyncResultSet awaitRead(CompletableFuture<AsyncResultSet> running) {
    return await(running, DriverErrors::ofRead);
  }

  private static AsyncResultSet awaitWrite(CompletableFuture<AsyncResultSet> running) {
    return await(running, DriverErrors::ofWrite);
  }

  private static AsyncResultSet await(
      CompletableFuture<AsyncResultSet> running, Function<Throwable, KvException> classify) {
    try {
      return running.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw cause instanceof KvException known ? known : classify.apply(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw classify.apply(e);
    }
  }
}
