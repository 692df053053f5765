package kv.consistency.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What became of packets that were sent to a host.
 *
 * <p>The receiver's filter counts them twice, before and after the rules that drop. Only the first
 * counter is waited for, and what it has seen the second has seen or will never see: so that
 * nothing passes is known for certain, and not by a time in which nothing came.
 *
 * @param sent all of which came to the receiver's interface
 * @param passed what its applications would have got
 * @param took from the first sent until the last was there
 */
public record Arrival(int sent, int passed, Duration took) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long INTERVAL = Duration.ofMillis(2).toNanos();
  private static final int PAYLOAD = 1400;

  /** The discard service, which nobody runs. */
  private static final int PORT = 9;

  /** Each of {@code from} sends so many. */
  static Arrival of(PacketFilter filter, List<Host> from, Host to, int packets) {
    List<String> before = List.of("INPUT", "-p", "udp", "--dport", Integer.toString(PORT));
    List<String> after = Stream.concat(before.stream(), Stream.of("-j", "DROP")).toList();
    filter.run(to, with("-I", before));
    try {
      filter.run(to, with("-A", after));
      try {
        return count(filter, from, to, packets);
      } finally {
        filter.run(to, with("-D", after));
      }
    } finally {
      filter.run(to, with("-D", before));
    }
  }

  private static Arrival count(PacketFilter filter, List<Host> from, Host to, int packets) {
    long start = System.nanoTime();
    String sending = sending(to, packets);
    from.forEach(host -> Command.run(host.command("bash", "-c", sending)));
    int sent = from.size() * packets;
    while (true) {
      List<Long> counts = counts(filter, to);
      long took = System.nanoTime() - start;
      long arrived = counts.get(0);
      if (arrived >= sent) {
        return new Arrival(sent, counts.get(counts.size() - 1).intValue(), Duration.ofNanos(took));
      }
      if (took > PATIENCE.toNanos()) {
        throw new ClusterException(
            "%d of %d packets have come to %s in %s".formatted(arrived, sent, to, PATIENCE));
      }
      LockSupport.parkNanos(INTERVAL);
    }
  }

  private static String sending(Host to, int packets) {
    return "exec 3>/dev/udp/%s/%d; for ((i = 0; i < %d; i++)); do printf %%%ds >&3; done"
        .formatted(to.address(), PORT, packets, PAYLOAD);
  }

  private static List<Long> counts(PacketFilter filter, Host host) {
    return filter.counted(host).stream()
        .filter(rule -> rule.text().contains("--dport " + PORT))
        .map(PacketFilter.Counted::packets)
        .toList();
  }

  private static List<String> with(String verb, List<String> rule) {
    return Stream.concat(Stream.of(verb), rule.stream()).toList();
  }
}
