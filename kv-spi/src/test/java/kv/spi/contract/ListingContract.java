package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kv.spi.Bytes;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Page;
import org.junit.jupiter.api.Test;

/** Which keys are listed, in which order, and how they are grouped. */
interface ListingContract extends StoreUnderTest {

  int ENOUGH = 1000;

  @Test
  default void an_empty_range_is_an_empty_page() {
    requires(Feature.LISTING);
    assertThat(list(ListQuery.of(prefix(), 10)))
        .isEqualTo(new Page(List.of(), List.of(), Optional.empty()));
  }

  @Test
  default void keys_are_listed_in_the_order_of_their_unsigned_bytes() {
    requires(Feature.LISTING);
    List<Key> keys = new ArrayList<>();
    for (int b : spread(256)) {
      keys.add(key(Bytes.wrap(new byte[] {(byte) b})));
    }
    assertListedInThisOrder(keys);
  }

  @Test
  default void keys_beyond_the_basic_multilingual_plane_are_listed_by_utf8_not_utf16() {
    requires(Feature.LISTING);
    // As UTF-16 the emoji (a surrogate pair from D83D) would come before the full-width letter.
    assertListedInThisOrder(
        List.of(key("a"), key("\u00e9"), key("\u20ac"), key("\uff21"), key("\ud83d\ude00")));
  }

  @Test
  default void a_key_comes_before_its_extensions() {
    requires(Feature.LISTING);
    List<Key> keys = new ArrayList<>();
    for (byte[] name :
        new byte[][] {{'k'}, {'k', 0}, {'k', 0, 0}, {'k', 0, 1}, {'k', 1}, {'k', -1}, {'l'}}) {
      keys.add(key(Bytes.wrap(name)));
    }
    assertListedInThisOrder(keys);
  }

  private void assertListedInThisOrder(List<Key> keys) {
    List<Key> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(7));
    shuffled.forEach(key -> write(key, "v"));
    assertThat(keysUnder(prefix())).isEqualTo(keys);
  }

  @Test
  default void listed_metadata_are_those_of_head() {
    requires(Feature.LISTING);
    write(key("a"), "text");
    Page.Listed listed = list(ListQuery.of(prefix(), 10)).entries().get(0);
    assertThat(backend().head(key("a"), soon())).hasValue(listed.metadata());
  }

  @Test
  default void a_prefix_lists_what_starts_with_it_itself_included() {
    requires(Feature.LISTING);
    for (String name : List.of("a", "ab", "ab/", "ab/c", "ac", "b")) {
      write(key(name), "v");
    }
    assertThat(keysUnder(key("ab").bytes())).containsExactly(key("ab"), key("ab/"), key("ab/c"));
    assertThat(keysUnder(key("ab/c").bytes())).containsExactly(key("ab/c"));
    assertThat(keysUnder(key("ab/c/").bytes())).isEmpty();
  }

  @Test
  default void a_prefix_that_ends_in_0xff_has_its_edge_in_the_right_place() {
    requires(Feature.LISTING);
    byte ff = (byte) 0xFF;
    List<Key> inside = new ArrayList<>();
    for (byte[] name : new byte[][] {{'p', ff}, {'p', ff, 0}, {'p', ff, ff}, {'p', ff, ff, ff}}) {
      inside.add(key(Bytes.wrap(name)));
    }
    inside.forEach(key -> write(key, "v"));
    write(key(Bytes.wrap(new byte[] {'p', (byte) 0xFE})), "outside");
    write(key("q"), "outside");
    assertThat(keysUnder(inside.get(0).bytes())).isEqualTo(inside);
    assertThat(keysUnder(inside.get(2).bytes())).isEqualTo(inside.subList(2, 4));
  }

  @Test
  default void a_prefix_of_nothing_but_0xff_lists_the_last_keys_of_all() {
    requires(Feature.LISTING);
    Bytes last = Bytes.wrap(new byte[] {(byte) 0xFF, (byte) 0xFF});
    Key key = new Key(under(last, prefix()));
    write(key, "v");
    assertThat(keysUnder(last)).contains(key);
    assertThat(keysUnder(last.slice(0, 1))).contains(key);
    delete(key);
    assertThat(keysUnder(last)).doesNotContain(key);
  }

  @Test
  default void the_empty_prefix_lists_all_keys() {
    requires(Feature.LISTING);
    Key first = new Key(Bytes.wrap(new byte[] {0}));
    write(first, "v");
    write(key("a"), "v");
    assertThat(keysUnder(Bytes.EMPTY)).contains(first, key("a")).isSorted();
    delete(first);
  }

  @Test
  default void keys_with_the_delimiter_after_the_prefix_are_grouped() {
    requires(Feature.LISTING);
    for (String name : List.of("a", "b/", "b/1", "b/2/x", "c", "c/", "d//", "e/1", "f")) {
      write(key(name), "v");
    }
    Page page = list(ListQuery.of(prefix(), ENOUGH).groupedBy(Bytes.utf8("/")));
    assertThat(keysOf(page)).containsExactly(key("a"), key("c"), key("f"));
    assertThat(page.groups())
        .containsExactly(
            key("b/").bytes(), key("c/").bytes(), key("d/").bytes(), key("e/").bytes());
    assertThat(page.next()).isEmpty();
  }

  @Test
  default void a_delimiter_inside_the_prefix_does_not_group() {
    requires(Feature.LISTING);
    for (String name : List.of("x/y", "x/y/", "x/y/1", "x/yz", "x/yz/1/2")) {
      write(key(name), "v");
    }
    Page page = list(ListQuery.of(key("x/y").bytes(), ENOUGH).groupedBy(Bytes.utf8("/")));
    assertThat(keysOf(page)).containsExactly(key("x/y"), key("x/yz"));
    assertThat(page.groups()).containsExactly(key("x/y/").bytes(), key("x/yz/").bytes());
  }

  @Test
  default void a_key_equal_to_the_prefix_is_listed_itself() {
    requires(Feature.LISTING);
    for (String name : List.of("d/", "d/1", "d/2/3")) {
      write(key(name), "v");
    }
    Page page = list(ListQuery.of(key("d/").bytes(), ENOUGH).groupedBy(Bytes.utf8("/")));
    assertThat(keysOf(page)).containsExactly(key("d/"), key("d/1"));
    assertThat(page.groups()).containsExactly(key("d/2/").bytes());
  }

  @Test
  default void a_delimiter_may_have_many_bytes() {
    requires(Feature.LISTING);
    for (String name : List.of("a:", "a::", "a:::b", "b::c", "b:c", "c:::d")) {
      write(key(name), "v");
    }
    Page page = list(ListQuery.of(prefix(), ENOUGH).groupedBy(Bytes.utf8("::")));
    assertThat(keysOf(page)).containsExactly(key("a:"), key("b:c"));
    assertThat(page.groups())
        .containsExactly(key("a::").bytes(), key("b::").bytes(), key("c::").bytes());
    Page straddling = list(ListQuery.of(key("a:").bytes(), 10).groupedBy(Bytes.utf8("::")));
    assertThat(keysOf(straddling)).containsExactly(key("a:"), key("a::"));
    assertThat(straddling.groups()).containsExactly(key("a:::").bytes());
  }

  @Test
  default void a_group_that_ends_in_0xff_is_passed_over_whole() {
    requires(Feature.LISTING);
    byte ff = (byte) 0xFF;
    for (byte[] name : new byte[][] {{'g', ff}, {'g', ff, ff}, {'g', ff, 'x'}, {'h'}}) {
      write(key(Bytes.wrap(name)), "v");
    }
    ListQuery query = ListQuery.of(prefix(), 1).groupedBy(Bytes.wrap(new byte[] {ff}));
    assertThat(Listing.walk(this::list, query))
        .containsExactly(
            Listing.group(key(Bytes.wrap(new byte[] {'g', ff})).bytes()),
            Listing.entry(key("h").bytes()));
  }

  @Test
  default void values_come_only_where_they_are_asked_for() {
    requires(Feature.LISTING);
    write(key("a"), "value a");
    ListQuery query = ListQuery.of(prefix(), 10);
    assertThat(list(query).entries().get(0).value()).isEmpty();
    assertThat(list(query.withValues(ENOUGH)).entries().get(0).value())
        .hasValue(Bytes.utf8("value a"));
  }

  @Test
  default void a_page_ends_before_its_values_are_too_many_bytes() {
    requires(Feature.LISTING);
    for (String name : List.of("a", "b", "c", "d", "e")) {
      write(key(name), "10 bytes..");
    }
    ListQuery query = ListQuery.of(prefix(), 10).withValues(25);
    List<Key> seen = new ArrayList<>();
    Optional<Position> next;
    do {
      Page page = list(query);
      seen.addAll(keysOf(page));
      assertThat(page.entries().stream().mapToLong(e -> e.metadata().size()).sum())
          .isLessThanOrEqualTo(25);
      next = page.next();
      query = next.isPresent() ? query.startingAfter(next.get()) : query;
    } while (next.isPresent());
    assertThat(seen).containsExactly(key("a"), key("b"), key("c"), key("d"), key("e"));
  }

  @Test
  default void a_value_larger_than_the_page_may_be_comes_alone() {
    requires(Feature.LISTING);
    write(key("a"), "a value of more than five bytes");
    write(key("b"), "b");
    Page page = list(ListQuery.of(prefix(), 10).withValues(5));
    assertThat(keysOf(page)).containsExactly(key("a"));
    Page last =
        list(ListQuery.of(prefix(), 10).withValues(5).startingAfter(page.next().orElseThrow()));
    assertThat(keysOf(last)).containsExactly(key("b"));
  }

  private List<Key> keysUnder(Bytes start) {
    return Listing.walk(this::list, ListQuery.of(start, ENOUGH)).stream()
        .map(item -> new Key(item.bytes()))
        .toList();
  }

  private static List<Key> keysOf(Page page) {
    return page.entries().stream().map(Page.Listed::key).toList();
  }
}
