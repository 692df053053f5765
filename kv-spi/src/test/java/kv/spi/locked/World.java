package kv.spi.locked;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What all parts of one schedule share: the time, the dice, the trouble, and the trace. */
final class World {

  /** Ticks after which a lease ends that is not renewed. */
  static final int LEASE = 120;

  /** Ticks that a call to the store or the lock service waits for its answer. */
  static final int TIMEOUT = 40;

  static final int LATEST = 400;

  private static final int PROMPT = 4;

  final Agenda agenda = new Agenda();
  final SplittableRandom random;
  final Fault fault;
  final List<String> trace = new ArrayList<>();
  private final boolean traced;
  private Trouble trouble;

  World(long seed, Fault fault, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.fault = fault;
    this.traced = traced;
    this.trouble = Trouble.of(random, seed % 2 == 0);
    note(() -> "seed " + seed + ", " + trouble);
  }

  Trouble trouble() {
    return trouble;
  }

  /** From now on all goes well. */
  void heal() {
    trouble = trouble.healed();
  }

  boolean has(Fault planted) {
    return fault == planted;
  }

  int any(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code low} to {@code high}. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean happens(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }

  /** Sends a message that brings about {@code arrival}, at some time or never. */
  void send(Runnable arrival) {
    if (!happens(trouble.lost())) {
      agenda.in(delay(), arrival);
    }
  }

  /** As {@link #send}, at any time that leaves enough for an answer. */
  void sendInTime(Runnable arrival) {
    if (!happens(trouble.lost())) {
      agenda.in(between(1, TIMEOUT - 2 * PROMPT), arrival);
    }
  }

  int delay() {
    if (happens(trouble.late())) {
      return between(TIMEOUT / 2, LATEST);
    }
    return between(1, happens(trouble.slow()) ? TIMEOUT / 2 : PROMPT);
  }

  void note(Supplier<String> line) {
    if (traced) {
      trace.add("%5d  %s".formatted(agenda.now(), line.get()));
    }
  }
}
