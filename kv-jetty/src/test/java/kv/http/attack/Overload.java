package kv.http.attack;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.Attackable;

/**
 * First as fast as it goes: some clients, each with its next request as soon as the last is
 * answered; the best of several numbers of them is the peak. Then five times as many requests a
 * second, sent by the clock whether or not those before are answered. The request is a page of
 * keys, so that serving one costs far more than refusing one, as in a store whose work is done
 * elsewhere; the load is on the same machine and takes its part of it.
 */
final class Overload {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KEYS = 2_000;
  private static final String REQUEST =
      "GET /v1/kv?prefix=heavy/&limit=" + KEYS + " HTTP/1.1\r\nHost: kv\r\n\r\n";
  private static final int SENDERS = 300;
  private static final int TIMES = 5;

  private final Attackable target;
  private final Tally tally;

  Overload(Attackable target, Tally tally) {
    this.target = target;
    this.tally = tally;
  }

  /**
   * What came of it.
   *
   * @param peak answers a second at best
   * @param offered requests a second under overload
   * @param accepted of them answered 200, a second
   * @param refused how long a refusal took, the slowest of a hundred
   */
  record Outcome(double peak, double offered, double accepted, long refusals, Duration refused) {
    double kept() {
      return accepted / peak;
    }
  }

  Outcome run(Duration length) throws Exception {
    fill();
    closed(8, length);
    double peak = 0;
    for (int clients : new int[] {2, 8, 24}) {
      peak = Math.max(peak, closed(clients, length));
    }
    return open(peak, length);
  }

  private void fill() throws IOException {
    Wire wire = new Wire("127.0.0.3", target.port(), PATIENCE);
    for (int i = 0; i < KEYS; i++) {
      String put =
          "PUT /v1/kv/heavy/%d HTTP/1.1\r\nHost: kv\r\nContent-Length: 1\r\n\r\n1".formatted(i);
      wire.send(put);
      Optional<Wire.Answer> answer = wire.answer();
      if (answer.isEmpty()) {
        wire.close();
        wire = new Wire("127.0.0.3", target.port(), PATIENCE);
        wire.send(put);
        answer = wire.answer();
      }
      answer.ifPresent(it -> tally.status(it.status()));
    }
    wire.close();
  }

  private double closed(int clients, Duration length) throws Exception {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    AtomicLong answers = new AtomicLong();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < clients; i++) {
        String from = "127.71.0." + (1 + i);
        crew.start(
            () -> {
              Wire wire = new Wire(from, target.port(), PATIENCE);
              while (System.nanoTime() < end) {
                wire.send(REQUEST);
                Optional<Wire.Answer> answer = wire.answer();
                if (answer.isEmpty()) {
                  // Tomcat closes after a hundred requests.
                  wire.close();
                  wire = new Wire(from, target.port(), PATIENCE);
                } else if (answer.get().status() == 200) {
                  answers.incrementAndGet();
                }
              }
              wire.close();
            });
      }
      crew.await();
    }
    return answers.get() * 1e9 / (System.nanoTime() - start);
  }

  private Outcome open(double peak, Duration length) throws Exception {
    long interval = (long) (1e9 / (TIMES * peak));
    long start = System.nanoTime();
    long end = start + length.toNanos();
    AtomicLong next = new AtomicLong(start);
    AtomicLong sent = new AtomicLong();
    AtomicLong accepted = new AtomicLong();
    ConcurrentLinkedQueue<Long> refusals = new ConcurrentLinkedQueue<>();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < SENDERS; i++) {
        String from = "127.72.%d.1".formatted(i % 16);
        crew.start(
            () -> {
              Optional<Wire> wire = Optional.empty();
              for (long at = next.getAndAdd(interval); at < end; at = next.getAndAdd(interval)) {
                LockSupport.parkNanos(at - System.nanoTime());
                if (wire.isEmpty()) {
                  wire = Optional.of(new Wire(from, target.port(), PATIENCE));
                }
                long begin = System.nanoTime();
                sent.incrementAndGet();
                Optional<Wire.Answer> answer = asked(wire.get());
                answer.ifPresent(a -> tally.status(a.status()));
                if (answer.isEmpty()) {
                  tally.count("closed");
                  wire.get().close();
                  wire = Optional.empty();
                } else if (answer.get().status() == 200) {
                  accepted.incrementAndGet();
                } else {
                  refusals.add(System.nanoTime() - begin);
                }
              }
              wire.ifPresent(Wire::close);
            });
      }
      crew.await();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] nanos = refusals.stream().mapToLong(Long::longValue).sorted().toArray();
    Duration p99 =
        nanos.length == 0
            ? Duration.ZERO
            : Duration.ofNanos(
                Arrays.stream(nanos).skip(nanos.length * 99L / 100).findFirst().orElse(0));
    return new Outcome(peak, sent.get() / seconds, accepted.get() / seconds, refusals.size(), p99);
  }

  private Optional<Wire.Answer> asked(Wire wire) throws IOException {
    try {
      wire.send(REQUEST);
      return wire.answer();
    } catch (SocketTimeoutException e) {
      tally.wrong("no answer within " + PATIENCE);
      return Optional.empty();
    }
  }
}
