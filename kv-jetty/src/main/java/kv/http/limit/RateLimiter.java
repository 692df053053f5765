package kv.http.limit;

import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * How fast each client may go, in memory that does not grow with their number.
 *
 * <p>A token bucket as one number for each client (the generic cell rate algorithm): the time at
 * which its bucket is full again, if nothing more comes. A request moves it on by the interval that
 * one request costs, and is refused where that would take it further than a burst ahead of now. A
 * time that has passed says nothing: a full bucket need not be kept.
 *
 * <p>The numbers stand in a table of fixed size, sets of eight. A client that is not in its set
 * takes the place whose bucket is fullest, at best one that is full. So nothing is lost until nine
 * clients of one set are busy at once; then one that has used little starts anew. Which set a
 * client belongs to, and the 61 bits that stand for it there, come from a polynomial with a random
 * base modulo a prime: nobody outside can choose names that meet in one.
 */
final class RateLimiter {

  private static final int WAYS = 8;
  private static final long PRIME = (1L << 61) - 1;

  private final long interval;
  private final long burst;
  private final long base;
  private final Places[] sets;

  /** One set. Its own lock guards it, for some nanoseconds each time. */
  private static final class Places {
    private final long[] clients = new long[WAYS];
    private final long[] fullAt = new long[WAYS];
  }

  /**
   * @param perSecond requests in the long run
   * @param burst at once, of a client that was quiet
   * @param clients that are kept in mind
   */
  RateLimiter(int perSecond, int burst, int clients, RandomGenerator random) {
    this.interval = 1_000_000_000L / perSecond;
    this.burst = interval * burst;
    this.base = random.nextLong(1L << 32, PRIME);
    this.sets =
        Stream.generate(Places::new).limit((clients + WAYS - 1) / WAYS).toArray(Places[]::new);
  }

  /**
   * Counts a request of {@code client}.
   *
   * @param now by a clock that never goes back
   * @return 0 where it may go on, else the nanoseconds until it may be tried again; it is not
   *     counted then
   */
  long admit(String client, long now) {
    long hash = hash(client);
    Places places = sets[(int) (hash % sets.length)];
    synchronized (places) {
      int place = place(places, hash, now);
      boolean known = places.clients[place] == hash;
      long behind = known ? Math.max(0, places.fullAt[place] - now) : 0;
      if (behind + interval > burst) {
        return behind + interval - burst;
      }
      places.clients[place] = hash;
      places.fullAt[place] = now + behind + interval;
      return 0;
    }
  }

  private static int place(Places places, long hash, long now) {
    int fullest = 0;
    for (int i = 0; i < WAYS; i++) {
      if (places.clients[i] == hash) {
        return i;
      }
      if (places.clients[i] == 0) {
        fullest = i;
      } else if (places.clients[fullest] != 0
          && places.fullAt[i] - now < places.fullAt[fullest] - now) {
        fullest = i;
      }
    }
    return fullest;
  }

  /** From 1 to the prime: 0 is a place that is free. */
  private long hash(String client) {
    long hash = 1;
    for (int i = 0; i < client.length(); i++) {
      hash = plus(times(hash, base), client.charAt(i) + 1L);
    }
    return hash == 0 ? PRIME : hash;
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    return sum >= PRIME ? sum - PRIME : sum;
  }

  /** The product modulo 2^61 - 1, which is the sum of its lower 61 bits and what is above them. */
  private static long times(long a, long b) {
    long low = a * b;
    long high = (Math.multiplyHigh(a, b) << 3) | (low >>> 61);
    return plus(low & PRIME, high);
  }
}
