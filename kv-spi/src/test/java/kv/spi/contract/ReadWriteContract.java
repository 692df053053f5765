package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.Metadata;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Value;
import org.junit.jupiter.api.Test;

/** What is put is what is got, for every key and value, until it is deleted. */
interface ReadWriteContract extends StoreUnderTest {

  @Test
  default void an_absent_key_has_neither_value_nor_metadata() {
    assertThat(get(key("absent"))).isEmpty();
    assertThat(backend().head(key("absent"), soon())).isEmpty();
  }

  @Test
  default void a_value_of_all_bytes_comes_back_with_its_media_type() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Value value = new Value(Bytes.wrap(all), "application/x-all; q=\"1\"");
    PutResult result = put(Put.of(key("all"), value));

    Entry entry = get(key("all")).orElseThrow();
    assertThat(entry.value()).isEqualTo(value.bytes());
    assertThat(entry.metadata().mediaType()).isEqualTo(value.mediaType());
    assertThat(entry.metadata().size()).isEqualTo(256);
    assertThat(entry.metadata().version()).isEqualTo(StoreUnderTest.written(result));
    assertThat(entry.metadata().expires()).isEmpty();
  }

  @Test
  default void head_tells_what_get_tells_after_every_write() {
    for (String text : new String[] {"first", "a longer second", ""}) {
      write(key("k"), text);
      Metadata metadata = backend().head(key("k"), soon()).orElseThrow();
      assertThat(metadata).isEqualTo(get(key("k")).orElseThrow().metadata());
      assertThat(metadata.size()).isEqualTo(text.length());
    }
    delete(key("k"));
    assertThat(backend().head(key("k"), soon())).isEmpty();
  }

  @Test
  default void an_empty_value_is_not_an_absent_one() {
    write(key("empty"), "");
    Entry entry = get(key("empty")).orElseThrow();
    assertThat(entry.value()).isEqualTo(Bytes.EMPTY);
    assertThat(entry.metadata().size()).isZero();
  }

  @Test
  default void keys_of_every_single_byte_are_different_keys() {
    for (int b : spread(256)) {
      write(key(Bytes.wrap(new byte[] {(byte) b})), "value " + b);
    }
    for (int b : spread(256)) {
      assertThat(read(key(Bytes.wrap(new byte[] {(byte) b})))).hasValue("value " + b);
    }
  }

  @Test
  default void a_key_and_its_extension_by_0x00_or_0xff_are_different_keys() {
    write(key("k"), "short");
    write(key(Bytes.wrap(new byte[] {'k', 0})), "zero");
    write(key(Bytes.wrap(new byte[] {'k', 0, 0})), "zeros");
    write(key(Bytes.wrap(new byte[] {'k', (byte) 0xFF})), "ones");
    assertThat(read(key("k"))).hasValue("short");
    assertThat(read(key(Bytes.wrap(new byte[] {'k', 0})))).hasValue("zero");
    assertThat(read(key(Bytes.wrap(new byte[] {'k', 0, 0})))).hasValue("zeros");
    assertThat(read(key(Bytes.wrap(new byte[] {'k', (byte) 0xFF})))).hasValue("ones");
  }

  @Test
  default void keys_of_one_byte_0x00_and_0xff_are_keys() {
    for (byte b : new byte[] {0, (byte) 0xFF}) {
      Key key = new Key(Bytes.wrap(new byte[] {b}));
      write(key, "edge " + b);
      assertThat(read(key)).hasValue("edge " + b);
      delete(key);
      assertThat(read(key)).isEmpty();
    }
  }

  @Test
  default void a_key_of_the_greatest_length_is_a_key() {
    byte[] filler = new byte[Key.MAX_LENGTH - prefix().length()];
    Key longest = key(Bytes.copyOf(filler));
    filler[filler.length - 1] = 1;
    Key neighbour = key(Bytes.copyOf(filler));
    write(longest, "longest");
    assertThat(read(neighbour)).isEmpty();
    write(neighbour, "neighbour");
    assertThat(read(longest)).hasValue("longest");
    assertThat(read(neighbour)).hasValue("neighbour");
  }

  @Test
  default void a_value_of_the_greatest_size_comes_back() {
    byte[] large = new byte[maxValueSize()];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    Value value = new Value(Bytes.copyOf(large), "application/octet-stream");
    put(Put.of(key("large"), value));
    assertThat(get(key("large")).orElseThrow().value()).isEqualTo(value.bytes());
  }

  @Test
  default void a_media_type_of_the_greatest_length_comes_back() {
    String longest = "a/" + "b".repeat(Value.MAX_MEDIA_TYPE_LENGTH - 2);
    put(Put.of(key("k"), new Value(Bytes.utf8("v"), longest)));
    assertThat(get(key("k")).orElseThrow().metadata().mediaType()).isEqualTo(longest);
  }

  @Test
  default void a_put_replaces_value_and_media_type() {
    put(Put.of(key("k"), new Value(Bytes.utf8("a longer first value"), "text/plain")));
    put(Put.of(key("k"), new Value(Bytes.utf8("second"), "text/html")));
    Entry entry = get(key("k")).orElseThrow();
    assertThat(entry.value()).isEqualTo(Bytes.utf8("second"));
    assertThat(entry.metadata().mediaType()).isEqualTo("text/html");
    assertThat(entry.metadata().size()).isEqualTo(6);
  }

  @Test
  default void a_put_says_whether_it_replaced_something() {
    assertThat(previousOf(key("k"))).isEqualTo(known(Previous.ABSENT));
    assertThat(previousOf(key("k"))).isEqualTo(known(Previous.PRESENT));
    delete(key("k"));
    assertThat(previousOf(key("k"))).isEqualTo(known(Previous.ABSENT));
  }

  private Optional<Previous> previousOf(Key key) {
    return put(Put.of(key, StoreUnderTest.text("v"))) instanceof PutResult.Stored stored
        ? Optional.of(stored.previous())
        : Optional.empty();
  }

  private Optional<Previous> known(Previous previous) {
    return Optional.of(offers(Feature.REPORTS_PREVIOUS) ? previous : Previous.NOT_KNOWN);
  }

  @Test
  default void a_deleted_key_is_absent() {
    write(key("k"), "v");
    assertThat(delete(key("k"))).isEqualTo(DeleteResult.Deleted.DELETED);
    assertThat(get(key("k"))).isEmpty();
    assertThat(backend().head(key("k"), soon())).isEmpty();
  }

  @Test
  default void deleting_an_absent_key_finds_nothing_there() {
    assertFoundNothing(delete(key("never")));
    write(key("once"), "v");
    delete(key("once"));
    assertFoundNothing(delete(key("once")));
  }

  /** A backend that need not look may do so nevertheless. */
  private void assertFoundNothing(DeleteResult result) {
    if (offers(Feature.REPORTS_PREVIOUS)) {
      assertThat(result).isEqualTo(DeleteResult.NothingThere.NOTHING_THERE);
    } else {
      assertThat(result)
          .isIn(DeleteResult.Deleted.DELETED, DeleteResult.NothingThere.NOTHING_THERE);
    }
  }

  @Test
  default void a_delete_leaves_the_neighbours_alone() {
    for (String name : new String[] {"k", "k/a", "k/b", "ka", "j"}) {
      write(key(name), name);
    }
    delete(key("k/a"));
    delete(key("k"));
    assertThat(read(key("k/b"))).hasValue("k/b");
    assertThat(read(key("ka"))).hasValue("ka");
    assertThat(read(key("j"))).hasValue("j");
    assertThat(read(key("k/a"))).isEmpty();
    assertThat(read(key("k"))).isEmpty();
  }

  @Test
  default void all_of_many_entries_are_kept() {
    requires(Feature.RETENTION);
    int count = rounds(1000);
    for (int i = 0; i < count; i++) {
      write(key("many/" + i), "value " + i);
    }
    for (int i = 0; i < count; i++) {
      assertThat(read(key("many/" + i))).hasValue("value " + i);
    }
  }
}
