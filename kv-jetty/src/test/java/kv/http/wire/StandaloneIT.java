package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import kv.http.wire.Exchange.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar kv.war} as it comes. */
final class StandaloneIT extends StandaloneSuites implements NoLocksSuite {

  StandaloneIT(@TempDir Path temporary) throws IOException {
    super("standalone", temporary, Map.of());
  }

  @Test
  void a_body_of_more_than_16_mebibytes_is_not_read_to_its_end_and_the_answer_is_the_last()
      throws IOException {
    int mebibyte = 1 << 20;
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~/v1/kv HTTP/1.1", "Content-Length: " + 17 * mebibyte);
      for (int sent = 0; sent < 16; sent++) {
        exchange.raw("x".repeat(mebibyte));
      }
      Answer answer = exchange.answer().orElseThrow();
      Exchange.assertProblem(405, answer);
      assertThat(answer.isLast()).isTrue();
    }
  }
}
