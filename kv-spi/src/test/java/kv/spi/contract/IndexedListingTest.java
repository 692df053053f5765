package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import kv.spi.Bytes;
import kv.spi.IndexedListing;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedListingTest {

  private final TreeSet<Bytes> index = new TreeSet<>();
  private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
  private int keysRead;
  private int entriesRead;
  private int calls;
  private long valueBytesRead;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void pages_of_every_size_together_are_the_listing_though_the_index_names_keys_that_are_gone(
      long seed) {
    Random random = new Random(seed);
    for (int i = random.nextInt(60); i > 0; i--) {
      Bytes key = randomBytes(random, 1 + random.nextInt(5));
      index.add(key);
      if (random.nextInt(3) > 0) {
        entries.put(key, Bytes.wrap(new byte[random.nextInt(9)]));
      }
    }
    for (int i = 0; i < 40; i++) {
      ListQuery whole = ListQuery.of(randomBytes(random, random.nextInt(2)), 1);
      if (i % 3 != 0) {
        whole = whole.groupedBy(randomBytes(random, 1 + random.nextInt(2)));
      }
      if (i % 4 == 0) {
        Bytes from = concat(whole.prefix(), randomBytes(random, random.nextInt(3)));
        whole = whole.startingAfter(new Position(from, random.nextBoolean()));
      }
      if (i % 2 == 0) {
        whole = whole.withValues(random.nextInt(20));
      }
      List<Listing.Item> expected = Listing.expected(whole, entries.keySet());
      for (int limit = 1; limit <= expected.size() + 1; limit++) {
        ListQuery paged = limited(whole, limit);
        assertThat(Listing.walk(this::page, paged)).as("%s", paged).isEqualTo(expected);
      }
    }
  }

  @Test
  void a_page_with_values_ends_before_it_would_be_larger_than_asked_for() {
    for (int i = 0; i < 1000; i++) {
      put("k%04d".formatted(i), 100);
    }
    Page page = page(ListQuery.of(Bytes.EMPTY, 1000).withValues(1050));
    assertThat(page.entries()).hasSize(10);
    assertThat(page.next()).contains(new Position(Bytes.utf8("k0009"), false));
    assertThat(valueBytesRead).isLessThanOrEqualTo(2 * 1050 + 4 * 100);
  }

  @Test
  void the_first_entry_is_listed_however_large_it_is() {
    put("a", 5000);
    put("b", 1);
    Page page = page(ListQuery.of(Bytes.EMPTY, 10).withValues(10));
    assertThat(page.entries()).hasSize(1);
    assertThat(page.next()).isPresent();
  }

  @Test
  void a_page_costs_in_proportion_to_itself() {
    for (int i = 0; i < 5000; i++) {
      put("k%04d".formatted(i), 1);
    }
    assertThat(page(ListQuery.of(Bytes.EMPTY, 10)).entries()).hasSize(10);
    assertThat(keysRead).isLessThanOrEqualTo(11);
    assertThat(entriesRead).isEqualTo(10);
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void a_group_costs_the_same_however_many_keys_are_in_it() {
    for (int group = 0; group < 10; group++) {
      for (int i = 0; i < 1000; i++) {
        put("g%d/%04d".formatted(group, i), 1);
      }
    }
    Page page = page(ListQuery.of(Bytes.EMPTY, 100).groupedBy(Bytes.utf8("/")));
    assertThat(page.groups()).hasSize(10);
    assertThat(page.next()).isEmpty();
    assertThat(keysRead).isLessThanOrEqualTo(10 * 8);
    assertThat(entriesRead).isEqualTo(10);
  }

  @Test
  void many_small_groups_cost_few_calls() {
    for (int group = 0; group < 1000; group++) {
      put("g%04d/x".formatted(group), 1);
    }
    Page page = page(ListQuery.of(Bytes.EMPTY, 1000).groupedBy(Bytes.utf8("/")));
    assertThat(page.groups()).hasSize(1000);
    assertThat(keysRead).isLessThanOrEqualTo(1000);
    assertThat(calls).isLessThan(1000);
  }

  @Test
  void a_page_among_keys_that_are_all_gone_ends_early_and_the_next_ones_go_on() {
    for (int i = 0; i < 5000; i++) {
      index.add(Bytes.utf8("k%04d".formatted(i)));
    }
    put("z", 1);
    Page page = page(ListQuery.of(Bytes.EMPTY, 10));
    assertThat(page.entries()).isEmpty();
    assertThat(page.next()).isPresent();
    assertThat(entriesRead).isLessThan(2000);
    assertThat(Listing.walk(this::page, ListQuery.of(Bytes.EMPTY, 10)))
        .containsExactly(Listing.entry(Bytes.utf8("z")));
  }

  private void put(String key, int size) {
    index.add(Bytes.utf8(key));
    entries.put(Bytes.utf8(key), Bytes.wrap(new byte[size]));
  }

  private Page page(ListQuery query) {
    return IndexedListing.page(query, this::keys, this::find);
  }

  private List<Key> keys(Bytes prefix, Optional<Position> after, int atMost) {
    List<Key> keys =
        index.tailSet(prefix).stream()
            .takeWhile(key -> key.startsWith(prefix))
            .filter(key -> after.isEmpty() || !after.get().isPast(key))
            .limit(atMost)
            .map(Key::new)
            .toList();
    calls++;
    keysRead += keys.size();
    return keys;
  }

  private List<Optional<Page.Listed>> find(List<Key> keys, boolean values) {
    List<Optional<Page.Listed>> found = new ArrayList<>();
    for (Key key : keys) {
      Optional<Bytes> value = Optional.ofNullable(entries.get(key.bytes()));
      valueBytesRead += values ? value.map(Bytes::length).orElse(0) : 0;
      found.add(value.map(bytes -> listed(key, bytes, values)));
    }
    calls++;
    entriesRead += keys.size();
    return found;
  }

  private static Page.Listed listed(Key key, Bytes value, boolean values) {
    Metadata metadata =
        new Metadata(new Version("1"), "x/y", value.length(), Instant.EPOCH, Optional.empty());
    return new Page.Listed(key, metadata, values ? Optional.of(value) : Optional.empty());
  }

  private static ListQuery limited(ListQuery query, int limit) {
    return new ListQuery(
        query.prefix(),
        query.delimiter(),
        query.after(),
        limit,
        query.values(),
        query.maxValueBytes());
  }

  private static Bytes concat(Bytes first, Bytes second) {
    byte[] both = new byte[first.length() + second.length()];
    System.arraycopy(first.toArray(), 0, both, 0, first.length());
    System.arraycopy(second.toArray(), 0, both, first.length(), second.length());
    return Bytes.wrap(both);
  }

  private static Bytes randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = new byte[] {0, '/', 'a', (byte) 0xFF}[random.nextInt(4)];
    }
    return Bytes.wrap(bytes);
  }
}
