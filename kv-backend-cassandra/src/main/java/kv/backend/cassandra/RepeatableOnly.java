package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.Request;

/**
 * Tries a statement on the next node once more if that can't apply it twice, which is for whoever
 * wrote it to say ({@link Request#isIdempotent}); anything else fails to its caller at once. The
 * driver asks about timeouts and lost connections of idempotent statements only, but about
 * unavailable replicas whatever the statement is, so that is asked here.
 */
public final class RepeatableOnly implements RetryPolicy {

  /** As the driver makes it, by name. */
  public RepeatableOnly(DriverContext context, String profile) {}

  @Override
  public RetryVerdict onReadTimeoutVerdict(
      Request request,
      ConsistencyLevel level,
      int blockFor,
      int received,
      boolean dataPresent,
      int retryCount) {
    return verdict(request, retryCount);
  }

  @Override
  public RetryVerdict onWriteTimeoutVerdict(
      Request request,
      ConsistencyLevel level,
      WriteType type,
      int blockFor,
      int received,
      int retryCount) {
    return verdict(request, retryCount);
  }

  @Override
  public RetryVerdict onUnavailableVerdict(
      Request request, ConsistencyLevel level, int required, int alive, int retryCount) {
    return verdict(request, retryCount);
  }

  @Override
  public RetryVerdict onRequestAbortedVerdict(Request request, Throwable error, int retryCount) {
    return verdict(request, retryCount);
  }

  @Override
  public RetryVerdict onErrorResponseVerdict(
      Request request, CoordinatorException error, int retryCount) {
    return verdict(request, retryCount);
  }

  private static RetryVerdict verdict(Request request, int retryCount) {
    return retryCount == 0 && Boolean.TRUE.equals(request.isIdempotent())
        ? RetryVerdict.RETRY_NEXT
        : RetryVerdict.RETHROW;
  }

  @Override
  @Deprecated
  public RetryDecision onReadTimeout(
      Request request,
      ConsistencyLevel level,
      int blockFor,
      int received,
      boolean dataPresent,
      int retryCount) {
    return verdict(request, retryCount).getRetryDecision();
  }

  @Override
  @Deprecated
  public RetryDecision onWriteTimeout(
      Request request,
      ConsistencyLevel level,
      WriteType type,
      int blockFor,
      int received,
      int retryCount) {
    return verdict(request, retryCount).getRetryDecision();
  }

  @Override
  @Deprecated
  public RetryDecision onUnavailable(
      Request request, ConsistencyLevel level, int required, int alive, int retryCount) {
    return verdict(request, retryCount).getRetryDecision();
  }

  @Override
  @Deprecated
  public RetryDecision onRequestAborted(Request request, Throwable error, int retryCount) {
    return verdict(request, retryCount).getRetryDecision();
  }

  @Override
  @Deprecated
  public RetryDecision onErrorResponse(
      Request request, CoordinatorException error, int retryCount) {
    return verdict(request, retryCount).getRetryDecision();
  }

  @Override
  public void close() {}
}
