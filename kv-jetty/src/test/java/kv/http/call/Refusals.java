package kv.http.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import kv.spi.Bytes;
import kv.spi.Outcome;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Says that something was refused before it could have had an effect. */
final class Refusals {

  private Refusals() {}

  static void assertRefused(int status, ThrowingCallable reading) {
    RejectedCall rejected = catchThrowableOfType(RejectedCall.class, reading);
    assertThat(rejected).as("a refusal").isNotNull();
    assertNotApplied(status, rejected.reply());
  }

  static void assertNotApplied(int status, Reply reply) {
    assertProblem(status, Outcome.NOT_APPLIED, reply);
  }

  static void assertProblem(int status, Outcome outcome, Reply reply) {
    assertThat(reply.status()).as(text(reply.body())).isEqualTo(status);
    assertThat(reply.outcome()).isEqualTo(outcome);
    assertThat(reply.headers())
        .contains(
            new Reply.Header("Content-Type", "application/problem+json"),
            new Reply.Header("Kv-Outcome", outcome.word()));
    assertThat(text(reply.body()))
        .contains("\"status\":" + status, "\"outcome\":\"" + outcome.word() + "\"");
    assertThat(reply.contentLength()).isEqualTo(reply.body().length());
  }

  static String text(Bytes bytes) {
    ByteBuffer buffer = bytes.asByteBuffer();
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }
}
