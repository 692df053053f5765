package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import kv.spi.Bytes;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.ListQuery.Position;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding keys by prefix. */
interface StoreIndexContract extends TimestampedStoreUnderTest {

  @Test
  default void a_key_is_found_as_soon_as_its_write_returns() {
    assumeTrue(offers(Feature.LISTING));
    write(key("k"), value(5, "v"));
    assertThat(keys(prefix(), Optional.empty(), 10)).containsExactly(key("k"));
  }

  @Test
  default void a_key_that_was_removed_and_written_again_is_found() {
    assumeTrue(offers(Feature.LISTING));
    for (long revision = 1; revision <= 9; revision += 3) {
      write(key("k"), value(revision, "v"));
      write(key("k"), deleted(revision + 1));
      store().remove(key("k"), deleted(revision + 1).token());
      write(key("k"), value(revision + 2, "w"));
      assertThat(keys(prefix(), Optional.empty(), 10)).containsExactly(key("k"));
    }
  }

  /** Random keys, positions and sizes, few different bytes: against the definition. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  default void keys_come_in_the_order_of_their_bytes_from_any_place(long seed) {
    assumeTrue(offers(Feature.LISTING));
    Random random = new Random(seed);
    TreeSet<Key> all = new TreeSet<>();
    for (int i = 0; i < 30; i++) {
      all.add(key(randomBytes(random, 1 + random.nextInt(5))));
    }
    all.forEach(key -> write(key, value(1, "v")));
    for (int i = 0; i < 30; i++) {
      Bytes start = key(randomBytes(random, random.nextInt(3))).bytes();
      Bytes rest = randomBytes(random, random.nextInt(3));
      Optional<Position> after =
          i % 3 == 0
              ? Optional.empty()
              : Optional.of(new Position(concat(start, rest), random.nextBoolean()));
      List<Key> expected =
          all.stream()
              .filter(key -> key.bytes().startsWith(start))
              .filter(key -> after.isEmpty() || !after.get().isPast(key.bytes()))
              .toList();
      int atMost = 1 + random.nextInt(8);
      assertThat(walk(start, after, atMost)).isEqualTo(expected);
    }
  }

  private List<Key> walk(Bytes prefix, Optional<Position> first, int atMost) {
    List<Key> all = new ArrayList<>();
    Optional<Position> after = first;
    while (true) {
      List<Key> keys = keys(prefix, after, atMost);
      assertThat(keys).hasSizeLessThanOrEqualTo(atMost);
      all.addAll(keys);
      if (keys.size() < atMost) {
        return all;
      }
      after = Optional.of(new Position(keys.get(keys.size() - 1).bytes(), false));
    }
  }

  @Test
  default void listing_is_refused_where_it_is_not_offered() {
    assumeFalse(offers(Feature.LISTING));
    assertThatThrownBy(() -> keys(prefix(), Optional.empty(), 10))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_OFFERED));
  }

  private List<Key> keys(Bytes prefix, Optional<Position> after, int atMost) {
    return store().keys(prefix, after, atMost, soon());
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
