package kv.consistency.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What clients have read of each key, for compare and sets to start from: mostly of the latest, and
 * now and then of what was read before, which no sound store lets pass once another value took its
 * place. A store whose versions come again (ABA) is found by those, and rarely without them.
 */
final class Sightings {
  /** How many of a key are kept. */
  static final int KEPT = 8;

  /** One compare and set in so many starts from any that is kept. */
  static final int OLD_ONE_IN = 3;

  /** Of how many keys: those that were first read longest ago are done with. */
  static final int KEYS = 10_000;

  private final Map<Integer, OfKey> keys = new LinkedHashMap<>();

  /** A value that was read, and its entity tag. */
  record Sighting(String etag, String value) {}

  private static final class OfKey {
    final Deque<Sighting> kept = new ArrayDeque<>();
    boolean outdated;
  }

  /** A read found this. */
  synchronized void found(int key, Sighting sighting) {
    OfKey of = keys.computeIfAbsent(key, first -> new OfKey());
    of.outdated = false;
    of.kept.remove(sighting);
    of.kept.addLast(sighting);
    if (of.kept.size() > KEPT) {
      of.kept.removeFirst();
    }
    if (keys.size() > KEYS) {
      keys.remove(keys.keySet().iterator().next());
    }
  }

  /** The key was found to hold nothing. */
  synchronized void absent(int key) {
    OfKey of = keys.get(key);
    if (of != null) {
      of.outdated = true;
    }
  }

  /** The key does not hold this, which says something new of the latest only. */
  synchronized void refuted(int key, Sighting sighting) {
    OfKey of = keys.get(key);
    if (of != null && of.kept.getLast().equals(sighting)) {
      of.outdated = true;
    }
  }

  /**
   * What to expect of the key; empty: that it holds nothing. Draws as often whatever was seen, so
   * that a seed's operations are the same in each run.
   */
  synchronized Optional<Sighting> toExpect(int key, RandomGenerator random) {
    boolean any = random.nextInt(OLD_ONE_IN) == 0;
    int drawn = random.nextInt(KEPT);
    OfKey of = keys.get(key);
    if (of == null) {
      return Optional.empty();
    }
    if (any) {
      return Optional.of(List.copyOf(of.kept).get(drawn % of.kept.size()));
    }
    return of.outdated ? Optional.empty() : Optional.of(of.kept.getLast());
  }
}
