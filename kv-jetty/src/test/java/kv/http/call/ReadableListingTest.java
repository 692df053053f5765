package kv.http.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import kv.http.auth.Grants;
import kv.spi.Bytes;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Page;
import org.junit.jupiter.api.Test;

/**
 * What callers with grants see of a listing, against the definition: what all see of their keys.
 */
final class ReadableListingTest {

  @Test
  void pages_of_every_size_together_are_the_listing_of_the_readable_keys() {
    Random random = new Random(3);
    for (int round = 0; round < 3_000; round++) {
      NavigableSet<Bytes> keys = new TreeSet<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        keys.add(randomBytes(random, 1, 6));
      }
      List<Bytes> granted = new ArrayList<>();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        granted.add(randomBytes(random, 0, 4));
      }
      Bytes prefix = randomBytes(random, 0, 2);
      List<Bytes> readable = grants(granted).readableWithin(prefix);
      if (readable.isEmpty()) {
        continue;
      }
      ListQuery query = ListQuery.of(prefix, 1 + random.nextInt(5));
      if (round % 3 != 0) {
        query = query.groupedBy(randomBytes(random, 1, 3));
      }
      if (round % 5 == 0) {
        Bytes at = concat(prefix, randomBytes(random, 0, 3));
        query = query.startingAfter(new Position(at, random.nextBoolean()));
      }
      NavigableSet<Bytes> visible = new TreeSet<>(keys);
      visible.removeIf(key -> granted.stream().noneMatch(key::startsWith));
      assertThat(walk(new KeysBackend(keys), query, readable, granted))
          .as("round %d: %s of %s, granted %s", round, query, keys, granted)
          .isEqualTo(walk(new KeysBackend(visible), query, List.of(prefix), granted));
    }
  }

  @Test
  void a_page_asks_the_backend_for_no_more_than_it_shows() {
    NavigableSet<Bytes> keys = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add(Bytes.utf8("a/%04d".formatted(i)));
      keys.add(Bytes.utf8("b/%04d".formatted(i)));
      keys.add(Bytes.utf8("c/%04d".formatted(i)));
    }
    KeysBackend backend = new KeysBackend(keys);
    List<Bytes> readable = List.of(Bytes.utf8("a/0999"), Bytes.utf8("c/"));
    Page page = page(backend, ListQuery.of(Bytes.EMPTY, 10), readable);
    assertThat(page.entries()).hasSize(10);
    assertThat(backend.looked()).isLessThanOrEqualTo(12);
  }

  @Test
  void a_page_looks_into_so_many_empty_parts_and_then_leaves_the_rest_to_the_next() {
    List<Bytes> readable = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      readable.add(Bytes.utf8("%03d/".formatted(i)));
    }
    NavigableSet<Bytes> keys = new TreeSet<>(List.of(Bytes.utf8("099/key")));
    KeysBackend backend = new KeysBackend(keys);
    ListQuery query = ListQuery.of(Bytes.EMPTY, 10);
    Page page = page(backend, query, readable);
    assertThat(page.entries()).isEmpty();
    assertThat(page.next()).isPresent();
    assertThat(walk(backend, query, readable, readable)).containsExactly("3039392f6b6579");
  }

  @Test
  void the_values_of_all_parts_together_are_bounded() {
    NavigableSet<Bytes> keys = new TreeSet<>();
    Stream.of("a/1", "a/2", "b/1", "b/2", "c/1").map(Bytes::utf8).forEach(keys::add);
    List<Bytes> readable = Stream.of("a/", "b/", "c/").map(Bytes::utf8).toList();
    ListQuery query = ListQuery.of(Bytes.EMPTY, 10).withValues(3 * KeysBackend.VALUE_SIZE);
    Page page = page(new KeysBackend(keys), query, readable);
    assertThat(page.entries()).hasSize(3);
    assertThat(page.next()).isPresent();
  }

  private static Page page(KeysBackend backend, ListQuery query, List<Bytes> readable) {
    return ReadableListing.page(backend, query, readable, KeysBackend.DEADLINE);
  }

  /** All entries and groups of all pages, in hexadecimal; fails on a place that was not granted. */
  private static List<String> walk(
      KeysBackend backend, ListQuery query, List<Bytes> readable, List<Bytes> granted) {
    List<String> items = new ArrayList<>();
    ListQuery next = query;
    for (int pages = 0; ; pages++) {
      assertThat(pages).as("pages").isLessThan(1_000);
      Page page = page(backend, next, readable);
      assertThat(page.entries().size() + page.groups().size()).isLessThanOrEqualTo(query.limit());
      page.entries().forEach(entry -> items.add(entry.key().bytes().toString()));
      page.groups().forEach(group -> items.add("group " + group));
      if (page.next().isEmpty()) {
        items.sort(null);
        return items;
      }
      Position position = page.next().get();
      assertThat(granted)
          .as("what the cursor tells: %s", position)
          .anyMatch(part -> position.bytes().startsWith(part) || part.startsWith(position.bytes()));
      next = query.startingAfter(position);
    }
  }

  private static Grants grants(List<Bytes> prefixes) {
    return Grants.parse(
        prefixes.stream().map(prefix -> "read64:" + KeyPath.encode(prefix.toArray())).toList());
  }

  private static Bytes randomBytes(Random random, int min, int max) {
    byte[] bytes = new byte[min + random.nextInt(max - min + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = new byte[] {0, '/', 'a', (byte) 0xFF}[random.nextInt(4)];
    }
    return Bytes.wrap(bytes);
  }

  private static Bytes concat(Bytes first, Bytes second) {
    byte[] both = Arrays.copyOf(first.toArray(), first.length() + second.length());
    System.arraycopy(second.toArray(), 0, both, first.length(), second.length());
    return Bytes.wrap(both);
  }
}
