package kv.http.call;

import static kv.http.call.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.ListQuery.Position;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {

  private static final Bytes PREFIX = Bytes.utf8("a/");
  private static final Optional<Bytes> SLASH = Optional.of(Bytes.utf8("/"));
  private static final Position POSITION = new Position(Bytes.utf8("a/b/"), true);

  @Property
  boolean a_cursor_gives_back_the_position_it_was_made_of(
      @ForAll @Size(max = 16) byte[] prefix,
      @ForAll @Size(min = 1, max = 64) byte[] rest,
      @ForAll boolean pastGroup,
      @ForAll boolean grouped) {
    byte[] key = new byte[prefix.length + rest.length];
    System.arraycopy(prefix, 0, key, 0, prefix.length);
    System.arraycopy(rest, 0, key, prefix.length, rest.length);
    Position position = new Position(Bytes.wrap(key), pastGroup);
    Optional<Bytes> delimiter = grouped ? SLASH : Optional.empty();
    String cursor = Cursor.encode(position, Bytes.wrap(prefix), delimiter);
    return Cursor.decode(cursor, Bytes.wrap(prefix), delimiter).equals(position);
  }

  @Test
  void a_cursor_of_another_listing_is_refused() {
    String cursor = Cursor.encode(POSITION, PREFIX, SLASH);
    assertThat(Cursor.decode(cursor, PREFIX, SLASH)).isEqualTo(POSITION);
    assertRefused(400, () -> Cursor.decode(cursor, PREFIX, Optional.empty()));
    assertRefused(400, () -> Cursor.decode(cursor, PREFIX, Optional.of(Bytes.utf8("b"))));
    assertRefused(400, () -> Cursor.decode(cursor, Bytes.utf8("a"), SLASH));
    assertRefused(400, () -> Cursor.decode(cursor, Bytes.EMPTY, SLASH));
    assertRefused(400, () -> Cursor.decode(cursor, Bytes.utf8("b/"), SLASH));
  }

  /** The prefix's end and the delimiter's start must not be exchangeable. */
  @Test
  void prefix_and_delimiter_are_told_apart() {
    Position position = new Position(Bytes.utf8("ab"), false);
    String cursor = Cursor.encode(position, Bytes.utf8("a"), Optional.of(Bytes.utf8("b")));
    assertRefused(400, () -> Cursor.decode(cursor, Bytes.utf8("ab"), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "AA", "AQ", "AQAAAAAAAAAA", "not-a-cursor", "%", "AQ==", "🎈"})
  void a_made_up_cursor_is_refused(String cursor) {
    assertRefused(400, () -> Cursor.decode(cursor, PREFIX, SLASH));
  }

  @Property
  void a_truncated_cursor_is_refused(@ForAll @IntRange(min = 0, max = 16) int length) {
    String cursor = Cursor.encode(POSITION, PREFIX, SLASH);
    assertRefused(400, () -> Cursor.decode(cursor.substring(0, length), PREFIX, SLASH));
  }

  @Property
  void a_cursor_with_any_bit_flipped_is_refused(
      @ForAll @IntRange(min = 0, max = 12) int index, @ForAll @IntRange(min = 0, max = 7) int bit) {
    byte[] bytes = Base64.getUrlDecoder().decode(Cursor.encode(POSITION, PREFIX, SLASH));
    bytes[index] ^= (byte) (1 << bit);
    assertRefused(400, () -> Cursor.decode(KeyPath.encode(bytes), PREFIX, SLASH));
  }
}
