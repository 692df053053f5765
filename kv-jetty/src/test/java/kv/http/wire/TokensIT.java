package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Bearer tokens, with Jersey. */
final class TokensIT extends TokenSuite {

  TokensIT(@TempDir Path temporary) throws IOException {
    super("tokens", temporary, "jaxrs");
  }
}
