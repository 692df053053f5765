package kv.backend.cassandra;

import static com.datastax.oss.driver.api.core.retry.RetryVerdict.RETHROW;
import static com.datastax.oss.driver.api.core.retry.RetryVerdict.RETRY_NEXT;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatableOnlyTest {

  private static final ConsistencyLevel QUORUM = ConsistencyLevel.QUORUM;

  private final RetryPolicy policy =
      new RepeatableOnly(
          new DefaultDriverContext(
              DriverConfigLoader.programmaticBuilder().build(),
              ProgrammaticArguments.builder().build()),
          "default");

  @Test
  void what_a_repetition_does_not_change_is_tried_on_one_more_node() {
    SimpleStatement statement = statement(true);

    assertThat(verdicts(statement, 0)).containsOnly(RETRY_NEXT);
    assertThat(verdicts(statement, 1)).containsOnly(RETHROW);
    assertThat(verdicts(statement, 2)).containsOnly(RETHROW);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(booleans = false)
  void what_may_apply_twice_is_never_repeated(@Nullable Boolean idempotent) {
    assertThat(verdicts(statement(idempotent), 0)).containsOnly(RETHROW);
  }

  @Test
  void the_older_questions_of_the_driver_have_the_same_answers() {
    assertThat(decisions(statement(true), 0)).containsOnly(RetryDecision.RETRY_NEXT);
    assertThat(decisions(statement(true), 1)).containsOnly(RetryDecision.RETHROW);
    assertThat(decisions(statement(false), 0)).containsOnly(RetryDecision.RETHROW);
  }

  private static SimpleStatement statement(@Nullable Boolean idempotent) {
    return SimpleStatement.newInstance("SELECT").setIdempotent(idempotent);
  }

  private List<RetryVerdict> verdicts(SimpleStatement request, int retries) {
    return List.of(
        policy.onReadTimeoutVerdict(request, QUORUM, 2, 1, false, retries),
        policy.onReadTimeoutVerdict(request, QUORUM, 2, 2, true, retries),
        policy.onWriteTimeoutVerdict(request, QUORUM, WriteType.SIMPLE, 2, 1, retries),
        policy.onWriteTimeoutVerdict(request, QUORUM, WriteType.BATCH_LOG, 2, 1, retries),
        policy.onWriteTimeoutVerdict(request, QUORUM, WriteType.CAS, 2, 1, retries),
        policy.onUnavailableVerdict(request, QUORUM, 2, 1, retries),
        policy.onRequestAbortedVerdict(request, new ClosedConnectionException("lost"), retries),
        policy.onErrorResponseVerdict(request, new ServerError(null, "failed"), retries));
  }

  @SuppressWarnings("deprecation")
  private List<RetryDecision> decisions(SimpleStatement request, int retries) {
    return List.of(
        policy.onReadTimeout(request, QUORUM, 2, 1, false, retries),
        policy.onWriteTimeout(request, QUORUM, WriteType.SIMPLE, 2, 1, retries),
        policy.onUnavailable(request, QUORUM, 2, 1, retries),
        policy.onRequestAborted(request, new ClosedConnectionException("lost"), retries),
        policy.onErrorResponse(request, new ServerError(null, "failed"), retries));
  }
}
