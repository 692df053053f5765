package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that come and go while the server runs. */
final class ReloadIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern COMPLAINT = Pattern.compile("ERROR .*kv\\.auth\\.tokens.*line 1");
  private static final String ANN = TokenFile.line("ann", "anns", "read,write");

  @TempDir private Path temporary;

  @Test
  void a_changed_file_counts_without_a_restart_and_one_that_can_not_be_read_does_not()
      throws IOException {
    TokenFile tokens = TokenFile.create(temporary, ANN);
    try (FrontEnd frontEnd =
        FrontEnd.standalone(
            "reload",
            temporary,
            Map.of(
                "kv.auth",
                "tokens",
                "kv.auth.tokens",
                tokens.path().toString(),
                "kv.reload-interval",
                "20ms"))) {
      Http http = new Http(frontEnd);
      Http ann = http.bearing("anns");
      Http bob = http.bearing("bobs");
      assertThat(bob.get("/v1/kv").statusCode()).isEqualTo(401);

      tokens.replace(ANN, TokenFile.line("bob", "bobs", "read"));
      Polling.until(PATIENCE, () -> bob.get("/v1/kv").statusCode() == 200);
      assertThat(failing(ann)).isZero();

      tokens.replace("bob of-the-new-token read");
      frontEnd.process().awaitLine(COMPLAINT);
      Polling.until(PATIENCE, () -> failing(ann) == 1);
      assertThat(bob.get("/v1/kv").statusCode()).isEqualTo(200);

      Files.delete(tokens.path());
      frontEnd.process().awaitLine(Pattern.compile("NoSuchFile"));
      assertThat(ann.get("/v1/kv").statusCode()).isEqualTo(200);

      tokens.replace(ANN);
      Polling.until(PATIENCE, () -> bob.get("/v1/kv").statusCode() == 401);
      Polling.until(PATIENCE, () -> failing(ann) == 0);
      assertThat(frontEnd.process().lines()).noneMatch(line -> line.contains("of-the-new-token"));
    }
  }

  private static double failing(Http http) {
    return Metrics.of(http).value("kv_reload_failing{what=\"kv.auth.tokens\"}");
  }
}
