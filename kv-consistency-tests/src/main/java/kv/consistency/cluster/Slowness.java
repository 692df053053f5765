package kv.consistency.cluster;

import java.time.Duration;
import java.util.List;

/** A queueing discipline on what a host sends. Not every kernel has netem, which delays. */
final class Slowness {
  private static final int FULL_PACKET = 1514;
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);

  private Slowness() {}

  static String set(Host host, Duration delay) {
    long micros = delay.toNanos() / 1000;
    if (micros <= 0) {
      throw new IllegalArgumentException("a delay of " + delay);
    }
    String netem = "netem delay " + micros + "us limit 100000";
    try {
      apply(host, netem);
      return netem;
    } catch (ClusterException noNetem) {
      String tbf =
          "tbf rate %dbit burst %d latency %dus".formatted(rate(micros), 1600, patience(micros));
      try {
        apply(host, tbf);
        return tbf + " (this kernel has no netem)";
      } catch (ClusterException e) {
        e.addSuppressed(noNetem);
        throw e;
      }
    }
  }

  private static long rate(long micros) {
    return Math.max(1000, FULL_PACKET * 8 * 1_000_000L / micros);
  }

  private static long patience(long micros) {
    return Math.max(LEAST_PATIENCE.toNanos() / 1000, 10 * micros);
  }

  private static void apply(Host host, String discipline) {
    List<String> line = tc(host, "replace");
    line.addAll(List.of("root"));
    line.addAll(List.of(discipline.split(" ")));
    Command.run(line);
  }

  /** Back to a cable without a queue; what waits is lost. */
  static void clear(Host host) {
    if (isSlow(host)) {
      List<String> line = tc(host, "del");
      line.add("root");
      Command.run(line);
      if (isSlow(host)) {
        throw new ClusterException(host + " is still slow");
      }
    }
  }

  private static boolean isSlow(Host host) {
    return !Command.run(tc(host, "show")).startsWith("qdisc noqueue");
  }

  private static List<String> tc(Host host, String verb) {
    return host.command("tc", "qdisc", verb, "dev", NetworkName.CABLE);
  }
}
