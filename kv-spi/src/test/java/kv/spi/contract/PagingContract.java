package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import kv.spi.Bytes;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Page;
import org.junit.jupiter.api.Test;

/** Pages of any size together are the listing, whatever happens between them. */
interface PagingContract extends StoreUnderTest {

  /**
   * Random keys, every prefix and delimiter that may be hard, every limit: against the definition.
   */
  @Test
  default void pages_of_every_size_together_are_the_listing() {
    requires(Feature.LISTING);
    for (int seed = 1; seed <= rounds(10); seed++) {
      pagesOfEverySize(seed);
    }
  }

  private void pagesOfEverySize(int seed) {
    Random random = new Random(seed);
    Bytes base = under(prefix(), Bytes.utf8(seed + ":"));
    TreeSet<Bytes> keys = new TreeSet<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      keys.add(under(base, randomBytes(random, 1 + random.nextInt(5))));
    }
    keys.forEach(key -> write(new Key(key), "v"));

    for (int i = 0; i < 10; i++) {
      Bytes start = under(base, randomBytes(random, random.nextInt(3)));
      ListQuery whole = ListQuery.of(start, keys.size() + 1);
      if (i % 3 != 0) {
        whole = whole.groupedBy(randomBytes(random, 1 + random.nextInt(2)));
      }
      if (i % 2 == 1) {
        whole = narrowed(whole, randomBytes(random, random.nextInt(3)));
      }
      if (i % 4 == 0) {
        Bytes from = under(whole.prefix(), randomBytes(random, random.nextInt(3)));
        whole = whole.startingAfter(new Position(from, random.nextBoolean()));
      }
      List<Listing.Item> expected = Listing.expected(whole, keys);
      for (int limit = 1; limit <= expected.size() + 1; limit++) {
        ListQuery paged = limited(whole, limit);
        assertThat(Listing.walk(this::list, paged))
            .as("seed %d, %s", seed, paged)
            .isEqualTo(expected);
      }
    }
  }

  /** Under a longer prefix, but grouped as before, unless all that is left is in one group. */
  private ListQuery narrowed(ListQuery query, Bytes more) {
    Bytes narrow = under(query.prefix(), more);
    boolean oneGroup =
        query.delimiter().isPresent()
            && narrow.indexOf(query.delimiter().get(), query.groupedFrom()) >= 0;
    return oneGroup
        ? query
        : new ListQuery(
            narrow,
            query.delimiter(),
            query.groupedFrom(),
            query.after(),
            query.limit(),
            query.values(),
            query.maxValueBytes());
  }

  private static ListQuery limited(ListQuery query, int limit) {
    return new ListQuery(
        query.prefix(), query.delimiter(), query.groupedFrom(), query.after(), limit, false, 0);
  }

  /** Of few different bytes, so that prefixes and delimiters meet keys often. */
  private static Bytes randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = new byte[] {0, '/', 'a', (byte) 0xFF}[random.nextInt(4)];
    }
    return Bytes.wrap(bytes);
  }

  @Test
  default void a_position_whose_key_is_gone_is_still_a_place() {
    requires(Feature.LISTING);
    for (String name : List.of("a", "b", "c", "d")) {
      write(key(name), "v");
    }
    ListQuery query = ListQuery.of(prefix(), 2);
    Position afterB = list(query).next().orElseThrow();
    delete(key("a"));
    delete(key("b"));
    Page rest = list(query.startingAfter(afterB));
    assertThat(Listing.items(rest))
        .containsExactly(Listing.entry(key("c").bytes()), Listing.entry(key("d").bytes()));
  }

  @Test
  default void a_position_after_a_group_that_is_gone_is_still_a_place() {
    requires(Feature.LISTING);
    for (String name : List.of("a/1", "a/2", "b/1", "c")) {
      write(key(name), "v");
    }
    ListQuery query = ListQuery.of(prefix(), 1).groupedBy(Bytes.utf8("/"));
    Position afterA = list(query).next().orElseThrow();
    delete(key("a/1"));
    delete(key("a/2"));
    write(key("a/3"), "v");
    assertThat(Listing.walk(this::list, query.startingAfter(afterA)))
        .containsExactly(Listing.group(key("b/").bytes()), Listing.entry(key("c").bytes()));
  }

  @Test
  default void keys_there_all_the_time_are_listed_once_while_others_come_and_go() throws Exception {
    requires(Feature.LISTING);
    NavigableSet<Bytes> steady = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      Key key = key("steady/%02d".formatted(i));
      write(key, "v");
      steady.add(key.bytes());
    }
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Boolean>> legs = new ArrayList<>();
    for (int churner = 0; churner < 2; churner++) {
      Random random = new Random(churner);
      legs.add(
          () -> {
            while (!done.get()) {
              Key key = key("steady/%02d~".formatted(random.nextInt(50)));
              write(key, "churn");
              delete(key);
            }
            return true;
          });
    }
    legs.add(
        () -> {
          try {
            for (int below : spread(40)) {
              assertSteadyKeysListedOnce(steady, below + 1);
            }
          } finally {
            done.set(true);
          }
          return true;
        });
    Race.of(legs);
  }

  private void assertSteadyKeysListedOnce(NavigableSet<Bytes> steady, int limit) {
    List<Bytes> listed =
        Listing.walk(this::list, ListQuery.of(prefix(), limit)).stream()
            .map(Listing.Item::bytes)
            .toList();
    assertThat(listed).isSorted().doesNotHaveDuplicates();
    assertThat(listed.stream().filter(steady::contains).toList()).isEqualTo(List.copyOf(steady));
  }
}
