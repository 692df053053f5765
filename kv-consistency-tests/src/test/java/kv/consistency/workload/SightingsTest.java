package kv.consistency.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import kv.consistency.workload.Sightings.Sighting;
import org.junit.jupiter.api.Test;

class SightingsTest {
  private static final int KEY = 3;
  private static final int DRAWS = 1_000;

  private final Sightings sightings = new Sightings();
  private final RandomGenerator random = new SplittableRandom(1);

  @Test
  void of_a_key_that_was_not_read_nothing_is_expected() {
    sightings.found(KEY + 1, sighting(1));
    sightings.absent(KEY);
    sightings.refuted(KEY, sighting(1));

    assertThat(drawn()).containsExactly(Optional.empty());
  }

  @Test
  void what_was_read_before_is_expected_now_and_then_and_the_latest_mostly() {
    sightings.found(KEY, sighting(1));
    sightings.found(KEY, sighting(2));
    sightings.found(KEY, sighting(3));

    assertThat(drawn()).containsOnly(expected(1), expected(2), expected(3));
    assertThat(share(3)).isBetween(0.7, 0.85);
  }

  @Test
  void what_was_read_before_is_expected_after_the_key_was_found_absent_too() {
    sightings.found(KEY, sighting(1));
    sightings.absent(KEY);

    assertThat(drawn()).containsOnly(expected(1), Optional.empty());
    assertThat(share(1)).isBetween(0.25, 0.4);
  }

  @Test
  void only_the_latest_that_is_refuted_tells_of_what_the_key_holds() {
    sightings.found(KEY, sighting(1));
    sightings.found(KEY, sighting(2));

    sightings.refuted(KEY, sighting(1));
    assertThat(drawn()).containsOnly(expected(1), expected(2));

    sightings.refuted(KEY, sighting(2));
    assertThat(drawn()).containsOnly(expected(1), expected(2), Optional.empty());

    sightings.found(KEY, sighting(2));
    assertThat(drawn()).containsOnly(expected(1), expected(2));
  }

  @Test
  void the_oldest_is_forgotten_when_there_are_too_many() {
    for (int value = 0; value <= Sightings.KEPT; value++) {
      sightings.found(KEY, sighting(value));
    }

    assertThat(drawn()).hasSize(Sightings.KEPT).doesNotContain(expected(0));
  }

  @Test
  void of_too_many_keys_the_first_are_forgotten() {
    for (int key = 0; key <= Sightings.KEYS; key++) {
      sightings.found(KEY + key, sighting(1));
    }

    assertThat(drawn()).containsExactly(Optional.empty());
    assertThat(sightings.toExpect(KEY + 1, random)).isPresent();
  }

  @Test
  void the_same_numbers_are_drawn_whatever_was_seen() {
    RandomGenerator of = new SplittableRandom(5);
    sightings.found(KEY, sighting(1));
    sightings.found(KEY, sighting(2));
    sightings.toExpect(KEY, of);
    RandomGenerator ofNothing = new SplittableRandom(5);
    sightings.toExpect(KEY + 1, ofNothing);

    assertThat(of.nextInt()).isEqualTo(ofNothing.nextInt());
  }

  private Set<Optional<Sighting>> drawn() {
    Set<Optional<Sighting>> drawn = new HashSet<>();
    for (int i = 0; i < DRAWS; i++) {
      drawn.add(sightings.toExpect(KEY, random));
    }
    return drawn;
  }

  private double share(int value) {
    int found = 0;
    for (int i = 0; i < DRAWS; i++) {
      if (sightings.toExpect(KEY, random).equals(expected(value))) {
        found++;
      }
    }
    return (double) found / DRAWS;
  }

  private static Optional<Sighting> expected(int value) {
    return Optional.of(sighting(value));
  }

  private static Sighting sighting(int value) {
    return new Sighting("\"" + value + "\"", Integer.toString(value));
  }
}
