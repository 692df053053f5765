package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Bearer tokens, with the servlet itself for the calls on one key. */
final class DirectAdapterTokensIT extends TokenSuite {

  DirectAdapterTokensIT(@TempDir Path temporary) throws IOException {
    super("direct-tokens", temporary, "direct");
  }
}
