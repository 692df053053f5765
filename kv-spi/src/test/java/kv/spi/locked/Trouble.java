package kv.spi.locked;

import java.util.SplittableRandom;

/**
 * What goes wrong in a schedule, in per mille, drawn anew for each: were every schedule troubled
 * alike, few would be quiet enough for one rare thing to matter.
 *
 * @param lost of the messages
 * @param slow of the messages: overtaken by many others, but in time
 * @param late of the messages: beyond time-outs, leases and other writes
 * @param partial of the writes: one replica or none gets it in time
 * @param straggling of the writes: all replicas but one get it in time
 * @param scattered of the reads: the replicas are read at quite different times
 * @param cut of the grants: the lease ends while the holder goes on
 * @param paused of a front end's steps: it stands still, often past its leases
 * @param crashed of a front end's steps: it dies, and is started again knowing nothing
 * @param refused of the calls: fail before anything is sent
 * @param lives of the lock service that end
 * @param storeLocks of the whole store, how many
 * @param apart one replica is apart from the others: it alone gets what is partial, it straggles
 * @param repairs whether a read repairs the replicas that it finds behind
 */
record Trouble(
    int lost,
    int slow,
    int late,
    int partial,
    int straggling,
    int scattered,
    int cut,
    int paused,
    int crashed,
    int refused,
    int lives,
    int storeLocks,
    boolean apart,
    boolean repairs) {

  static Trouble of(SplittableRandom random, boolean repairs) {
    return new Trouble(
        any(random, 0, 0, 10, 60),
        any(random, 20, 100, 250),
        any(random, 0, 20, 80),
        any(random, 0, 200, 500),
        any(random, 100, 400, 800),
        any(random, 0, 300, 900),
        any(random, 0, 150, 400),
        any(random, 0, 15, 40),
        any(random, 0, 0, 10, 40),
        any(random, 0, 0, 20),
        any(random, 0, 0, 0, 0, 1, 2),
        any(random, 0, 0, 0, 0, 0, 0, 1),
        any(random, 0, 1) == 1,
        repairs);
  }

  /** From now on nothing goes wrong. */
  Trouble healed() {
    return new Trouble(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, repairs);
  }

  private static int any(SplittableRandom random, int... values) {
    return values[random.nextInt(values.length)];
  }
}
