package kv.http.call;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import kv.spi.Bytes;
import kv.spi.Key;

/**
 * The key that a request path names.
 *
 * <p>Servlet containers normalise paths, each in its own way: they merge or refuse {@code //},
 * resolve dot segments, cut what follows a semicolon, refuse {@code %2F} or {@code %25}. The plain
 * form therefore refuses, with 400 and on every container alike, whatever one of them would alter,
 * so that it never names another key than the one meant. The base64url form has only characters
 * that none of them touches and reaches every key.
 */
final class KeyPath {

  static final String PLAIN = "/v1/kv/";
  static final String BASE64URL = "/v1/kv64/";

  /**
   * What RFC 3986 lets stand in a path segment beside letters and digits, but for the semicolon.
   */
  private static final String UNESCAPED_MARKS = "-._~!$&'()*+,=:@";

  private static final String REFUSED_ESCAPES = "/\\%;";

  private KeyPath() {}

  /** The key of a path in either form; 400 or 414 where it names none. */
  static Key parse(String rawPath) {
    if (rawPath.startsWith(BASE64URL)) {
      return key(base64url(rawPath.substring(BASE64URL.length()), "the key"));
    }
    if (rawPath.startsWith(PLAIN)) {
      return key(plain(rawPath.substring(PLAIN.length())));
    }
    throw new RejectedCall(400, "the path names no key: dot segments or escapes precede it");
  }

  /** The bytes of an unpadded base64url text (RFC 4648, section 5); 400 for any other. */
  static byte[] base64url(String text, String what) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (text.indexOf('=') < 0 && encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new RejectedCall(400, what + " is not base64url: " + e.getMessage());
    }
    throw new RejectedCall(400, what + " is base64url, but padded or with stray bits at its end");
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] plain(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    int segment = 0;
    boolean ascii = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/') {
        refuseSegment(bytes, segment, length, false);
        segment = length + 1;
      } else if (c == '%') {
        c = (char) PercentEncoding.escaped(text, i);
        i += 2;
        if (c < 0x20 || c == 0x7F || REFUSED_ESCAPES.indexOf(c) >= 0) {
          throw refused("%%%02X".formatted((int) c));
        }
        ascii &= c < 0x80;
      } else if (!isUnescaped(c)) {
        throw refused(
            c > 0x20 && c < 0x7F ? "'" + c + "'" : "an unescaped U+%04X".formatted((int) c));
      }
      bytes[length++] = (byte) c;
    }
    refuseSegment(bytes, segment, length, true);
    if (!ascii && PercentEncoding.utf8(ByteBuffer.wrap(bytes, 0, length)).isEmpty()) {
      throw refused("bytes that are not UTF-8");
    }
    return Arrays.copyOf(bytes, length);
  }

  private static void refuseSegment(byte[] bytes, int from, int to, boolean last) {
    int length = to - from;
    if (length == 0 && !last) {
      throw refused("an empty segment");
    }
    if ((length == 1 || length == 2) && bytes[from] == '.' && bytes[to - 1] == '.') {
      throw refused("a dot segment");
    }
  }

  private static RejectedCall refused(String what) {
    return new RejectedCall(
        400,
        "the plain form of a key can't have %s; use %s{base64url of the key}"
            .formatted(what, BASE64URL));
  }

  private static boolean isUnescaped(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNESCAPED_MARKS.indexOf(c) >= 0;
  }

  private static Key key(byte[] bytes) {
    if (bytes.length == 0) {
      throw new RejectedCall(400, "a key has at least one byte");
    }
    if (bytes.length > Key.MAX_LENGTH) {
      throw new RejectedCall(
          414, "a key has at most %d bytes, not %d".formatted(Key.MAX_LENGTH, bytes.length));
    }
    return new Key(Bytes.wrap(bytes));
  }
}
