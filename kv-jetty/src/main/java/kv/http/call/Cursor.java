package kv.http.call;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.ListQuery;

/**
 * Where a listing goes on, as an opaque text: base64url of a kind (1 byte), a check sum (8 bytes of
 * SHA-256) and the position.
 *
 * <p>The check sum binds it to prefix and delimiter, so that a cursor that is damaged, invented or
 * taken from another listing is answered 400 rather than with a strange page. It is no secret and
 * need not be one: a position is always under the prefix, so whoever makes one up reaches nothing
 * that the same request without it doesn't return.
 */
final class Cursor {

  private static final byte AFTER_KEY = 1;
  private static final byte AFTER_GROUP = 2;
  private static final int SUM_BYTES = 8;

  private Cursor() {}

  static String encode(ListQuery.Position position, Bytes prefix, Optional<Bytes> delimiter) {
    byte kind = position.pastGroup() ? AFTER_GROUP : AFTER_KEY;
    byte[] at = position.bytes().toArray();
    return KeyPath.encode(
        ByteBuffer.allocate(1 + SUM_BYTES + at.length)
            .put(kind)
            .put(sum(kind, at, prefix, delimiter))
            .put(at)
            .array());
  }

  static ListQuery.Position decode(String text, Bytes prefix, Optional<Bytes> delimiter) {
    byte[] bytes = KeyPath.base64url(text, "'cursor'");
    if (bytes.length > 1 + SUM_BYTES && (bytes[0] == AFTER_KEY || bytes[0] == AFTER_GROUP)) {
      byte[] at = Arrays.copyOfRange(bytes, 1 + SUM_BYTES, bytes.length);
      Bytes position = Bytes.wrap(at);
      byte[] sum = sum(bytes[0], at, prefix, delimiter);
      if (Arrays.equals(bytes, 1, 1 + SUM_BYTES, sum, 0, SUM_BYTES)
          && position.startsWith(prefix)) {
        return new ListQuery.Position(position, bytes[0] == AFTER_GROUP);
      }
    }
    throw new RejectedCall(400, "'cursor' is not one that this listing gave out");
  }

  private static byte[] sum(byte kind, byte[] at, Bytes prefix, Optional<Bytes> delimiter) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(kind);
      update(digest, prefix.toArray());
      update(digest, delimiter.orElse(Bytes.EMPTY).toArray());
      update(digest, at);
      return Arrays.copyOf(digest.digest(), SUM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).flip());
    digest.update(part);
  }
}
