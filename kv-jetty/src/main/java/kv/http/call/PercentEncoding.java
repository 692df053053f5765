package kv.http.call;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import kv.spi.Bytes;

/** Percent-encoding (RFC 3986, section 2.1), decoded once and strictly. */
final class PercentEncoding {

  private PercentEncoding() {}

  /** The bytes of a query component, a plus being a space; 400 where it is malformed. */
  static byte[] decodeQuery(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) escaped(text, i);
        i += 2;
      } else if (c <= 0x20 || c >= 0x7F) {
        throw new RejectedCall(400, "the query has an unescaped U+%04X".formatted((int) c));
      } else {
        bytes[length++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /** The byte, 0 to 255, that the escape at {@code percent} stands for; 400 where it is none. */
  static int escaped(String text, int percent) {
    if (percent + 2 < text.length()) {
      int high = Character.digit(text.charAt(percent + 1), 16);
      int low = Character.digit(text.charAt(percent + 2), 16);
      if (high >= 0 && low >= 0) {
        return high << 4 | low;
      }
    }
    throw new RejectedCall(400, "bad percent-encoding: a % without two hexadecimal digits");
  }

  /** The text that {@code bytes} are the UTF-8 form of; empty where they are not UTF-8. */
  static Optional<String> utf8(Bytes bytes) {
    return utf8(bytes.asByteBuffer());
  }

  static Optional<String> utf8(ByteBuffer bytes) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes);
      return Optional.of(text.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
