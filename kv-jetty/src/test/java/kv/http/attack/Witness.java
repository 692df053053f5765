package kv.http.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.Attackable;

/**
 * A client that does nothing wrong: while others attack it writes, and reads what it wrote, at a
 * steady pace over one connection, and takes the times. Every write that was acknowledged must be
 * there in the end.
 */
final class Witness implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PACE = Duration.ofMillis(5);
  private static final String FROM = "127.0.0.1";

  private final Attackable target;
  private final Tally tally;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Crew crew = new Crew();
  private long[] nanos = new long[1 << 12];
  private int calls;
  private int next;

  Witness(Attackable target, Tally tally) {
    this.target = target;
    this.tally = tally;
    crew.start(this::work);
  }

  private void work() throws IOException {
    Optional<Wire> wire = Optional.empty();
    try {
      while (!stop.get()) {
        if (wire.isEmpty()) {
          wire = Optional.of(new Wire(FROM, target.port(), PATIENCE));
        }
        if (!writeAndRead(wire.get(), "/v1/kv/witness/" + next++)) {
          tally.count("connections lost");
          wire.get().close();
          wire = Optional.empty();
        }
        LockSupport.parkNanos(PACE.toNanos());
      }
    } finally {
      wire.ifPresent(Wire::close);
    }
  }

  private boolean writeAndRead(Wire wire, String path) throws IOException {
    String value = "value of " + path;
    Optional<Wire.Answer> put = timed(wire, put(path, value));
    if (put.isEmpty()) {
      return false;
    }
    tally.status(put.get().status());
    if (put.get().status() != 201) {
      return true;
    }
    acknowledged.put(path, value);
    Optional<Wire.Answer> got = timed(wire, get(path));
    got.ifPresent(answer -> check(path, value, answer));
    return got.isPresent();
  }

  private void check(String path, String value, Wire.Answer answer) {
    tally.status(answer.status());
    boolean refused = answer.status() == 503 || answer.status() == 429;
    if (!refused && !answer.body().equals(value)) {
      tally.wrong("%s was acknowledged, and reading it gave %d".formatted(path, answer.status()));
    }
  }

  private Optional<Wire.Answer> timed(Wire wire, String request) throws IOException {
    long start = System.nanoTime();
    wire.send(request);
    Optional<Wire.Answer> answer = wire.answer();
    synchronized (this) {
      if (calls == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * calls);
      }
      nanos[calls++] = System.nanoTime() - start;
    }
    return answer;
  }

  private static String put(String path, String value) {
    return "PUT "
        + path
        + " HTTP/1.1\r\nHost: kv\r\nContent-Length: "
        + value.length()
        + "\r\n\r\n"
        + value;
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: kv\r\n\r\n";
  }

  /** The calls since the last time it was asked, slowest of a hundred and of all. */
  synchronized Times times() {
    long[] sorted = Arrays.copyOf(nanos, calls);
    Arrays.sort(sorted);
    calls = 0;
    return sorted.length == 0
        ? new Times(0, Duration.ZERO, Duration.ZERO)
        : new Times(
            sorted.length,
            Duration.ofNanos(sorted[sorted.length * 99 / 100]),
            Duration.ofNanos(sorted[sorted.length - 1]));
  }

  /**
   * How long its calls took.
   *
   * @param p99 the time that one call of a hundred was above
   */
  record Times(int calls, Duration p99, Duration worst) {
    @Override
    public String toString() {
      return "p99 %.1f ms, worst %.1f ms of %,d"
          .formatted(p99.toNanos() / 1e6, worst.toNanos() / 1e6, calls);
    }
  }

  /**
   * Ends its work and reads all that was acknowledged once more, and deletes it: what the server
   * holds then is not the witness's. How many writes there were.
   */
  int verify() throws Exception {
    stop.set(true);
    crew.await();
    Wire wire = new Wire(FROM, target.port(), PATIENCE);
    try {
      for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
        Optional<Wire.Answer> answer = asked(wire, get(entry.getKey()));
        if (answer.isEmpty()) {
          // Tomcat closes after a hundred requests.
          wire.close();
          wire = new Wire(FROM, target.port(), PATIENCE);
          answer = asked(wire, get(entry.getKey()));
        }
        if (answer.isEmpty() || !answer.get().body().equals(entry.getValue())) {
          tally.wrong("an acknowledged write is gone: " + entry.getKey());
        }
        asked(wire, "DELETE " + entry.getKey() + " HTTP/1.1\r\nHost: kv\r\n\r\n")
            .ifPresent(deleted -> tally.status(deleted.status()));
      }
    } finally {
      wire.close();
    }
    return acknowledged.size();
  }

  private static Optional<Wire.Answer> asked(Wire wire, String request) throws IOException {
    wire.send(request);
    return wire.answer();
  }

  @Override
  public void close() {
    stop.set(true);
    crew.close();
  }
}
