package kv.http.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import kv.http.wire.Attackable;

/**
 * One attack after another on a server, with a witness beside them. What must hold, whatever the
 * machine: no status of 500 and its like, the process alive, what was acknowledged there in the
 * end, threads and heap as before. Times are told, and judged by whoever reads them.
 */
final class Siege {

  /** Beyond what was there before: threads that the server may still grow to, and a warm heap. */
  private static final int MORE_THREADS = 220;

  private static final long MORE_HEAP = 48L << 20;

  private final Attackable target;
  private final Consumer<String> out;
  private final List<String> wrongs = new ArrayList<>();

  Siege(Attackable target, Consumer<String> out) {
    this.target = target;
    this.out = out;
  }

  static Map<String, Attack> attacks() {
    Map<String, Attack> attacks = new LinkedHashMap<>();
    attacks.put("malformed", new Malformed());
    attacks.put("smuggling", new Smuggling());
    attacks.put("fuzz", new Fuzz());
    attacks.put("slow", new SlowClients());
    attacks.put("idle", new IdleConnections());
    return attacks;
  }

  /**
   * Runs them.
   *
   * @param quiet how long the witness is alone first, after as long to warm up
   * @return what must not be, and was
   */
  List<String> run(Map<String, Attack> attacks, Attack.Extent extent, Duration quiet)
      throws Exception {
    Tally seen = new Tally();
    int acknowledged;
    Vitals before;
    try (Witness witness = new Witness(target, seen)) {
      LockSupport.parkNanos(quiet.toNanos());
      witness.times();
      LockSupport.parkNanos(quiet.toNanos());
      out.accept("%s, quiet: witness %s".formatted(target.container(), witness.times()));
      before = Vitals.of(target);
      witness.times();
      for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
        one(attack.getKey(), attack.getValue(), extent, witness);
      }
      acknowledged = witness.verify();
    }
    collect("the witness", seen);
    out.accept("witness: %s; %,d writes acknowledged and there".formatted(seen, acknowledged));
    Vitals after = Vitals.settled(target);
    out.accept("before: %s; after: %s".formatted(before, after));
    if (after.running() > 1) {
      wrongs.add(after.running() + " requests are served for ever");
    }
    if (after.threads() > before.threads() + MORE_THREADS) {
      wrongs.add("threads grew from %d to %d".formatted(before.threads(), after.threads()));
    }
    if (after.heap() > before.heap() + MORE_HEAP) {
      wrongs.add("the heap grew from %d to %d bytes".formatted(before.heap(), after.heap()));
    }
    if (acknowledged == 0) {
      wrongs.add("nothing was written beside the attacks");
    }
    target.log().stream()
        .filter(line -> line.contains("OutOfMemoryError") || line.contains(" ERROR "))
        .limit(5)
        .forEach(line -> wrongs.add("in its log: " + line));
    return wrongs;
  }

  private void one(String name, Attack attack, Attack.Extent extent, Witness witness)
      throws Exception {
    Tally tally = new Tally();
    long start = System.nanoTime();
    attack.run(target, extent, tally);
    out.accept(
        "%s, %s for %.1f s: witness %s; %s"
            .formatted(
                target.container(),
                name,
                (System.nanoTime() - start) / 1e9,
                witness.times(),
                tally));
    if (!target.isAlive()) {
      wrongs.add("the process died of " + name);
    }
    collect(name, tally);
  }

  private void collect(String name, Tally tally) {
    tally
        .wrongs()
        .forEach((what, count) -> wrongs.add("%s: %s (%d times)".formatted(name, what, count)));
  }
}
