package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.List;
import kv.lock.etcd.Layout.Names;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.lock.LockManager.Purpose;
import org.junit.jupiter.api.Test;

class LayoutTest {

  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  private final Layout layout = new Layout("/kv/");

  @Test
  void names_can_be_read_and_are_of_plain_characters_only() {
    Names names = layout.of(new Key(Bytes.wrap(new byte[] {'a', '/', 0, (byte) 0xFF, '%', '-'})));
    assertThat(names.lock().toStringUtf8()).isEqualTo("/kv/lock/a%2F%00%FF%25-/");
    assertThat(names.intent().toStringUtf8()).isEqualTo("/kv/intent/a%2F%00%FF%25-");
    assertThat(names.place(Purpose.WRITE, "1").toStringUtf8())
        .isEqualTo("/kv/lock/a%2F%00%FF%25-/w-1");
    assertThat(names.place(Purpose.FINISH, "1").toStringUtf8())
        .isEqualTo("/kv/lock/a%2F%00%FF%25-/f-1");
  }

  @Test
  void a_keys_range_holds_its_lock_and_queue_and_nothing_of_another_key() {
    List<Key> keys =
        List.of(
            Key.utf8("a"),
            Key.utf8("a/"),
            Key.utf8("a/w-"),
            Key.utf8("a-"),
            Key.utf8("a."),
            Key.utf8("a0"),
            Key.utf8("a%"),
            Key.utf8("a%2F"),
            Key.utf8("aa"),
            new Key(Bytes.wrap(new byte[] {'a', 0})),
            new Key(Bytes.wrap(new byte[] {(byte) 0xFF})));
    for (Key one : keys) {
      Names range = layout.of(one);
      for (Key other : keys) {
        Names names = layout.of(other);
        for (ByteString name :
            List.of(
                names.lock(), names.place(Purpose.WRITE, "1"), names.place(Purpose.FINISH, "1"))) {
          assertThat(isWithin(name, range.lock(), range.end()))
              .as("%s in the range of %s", name.toStringUtf8(), one)
              .isEqualTo(one.equals(other));
        }
        assertThat(isWithin(names.intent(), range.lock(), range.end())).isFalse();
      }
    }
  }

  @Test
  void the_queue_is_without_the_lock_and_its_first_part_without_the_writers() {
    Names names = layout.of(Key.utf8("k"));
    ByteString writer = names.place(Purpose.WRITE, "1");
    ByteString finisher = names.place(Purpose.FINISH, "1");
    assertThat(isWithin(names.lock(), names.finishers(), names.end())).isFalse();
    assertThat(isWithin(writer, names.finishers(), names.end())).isTrue();
    assertThat(isWithin(finisher, names.finishers(), names.end())).isTrue();
    assertThat(isWithin(writer, names.finishers(), names.finishersEnd())).isFalse();
    assertThat(isWithin(finisher, names.finishers(), names.finishersEnd())).isTrue();
    assertThat(names.purpose(writer)).isEqualTo(Purpose.WRITE);
    assertThat(names.purpose(finisher)).isEqualTo(Purpose.FINISH);
  }

  @Test
  void all_locks_are_in_the_range_of_locks_and_told_from_places() {
    Names names = layout.of(Key.utf8("a/b"));
    assertThat(isWithin(names.lock(), layout.locks(), layout.locksEnd())).isTrue();
    assertThat(isWithin(names.intent(), layout.locks(), layout.locksEnd())).isFalse();
    assertThat(isWithin(layout.store(), layout.locks(), layout.locksEnd())).isFalse();
    assertThat(Layout.isLock(names.lock())).isTrue();
    assertThat(Layout.isLock(names.place(Purpose.WRITE, "1"))).isFalse();
  }

  private static boolean isWithin(ByteString name, ByteString from, ByteString end) {
    return ORDER.compare(name, from) >= 0 && ORDER.compare(name, end) < 0;
  }
}
