package kv.http.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of bearer tokens, replaced at once as its documentation recommends. */
record TokenFile(Path path) {

  static TokenFile create(Path directory, String... lines) throws IOException {
    TokenFile file = new TokenFile(directory.resolve("tokens"));
    file.replace(lines);
    return file;
  }

  /** The line of a token. */
  static String line(String name, String token, String grants) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      return "%s sha256:%s %s".formatted(name, HexFormat.of().formatHex(hash), grants);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void replace(String... lines) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    Files.writeString(next, String.join("\n", lines) + "\n");
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
