package kv.http.limit.jetty;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import kv.http.limit.Pace;
import kv.http.limit.Refusals;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends requests that take too long to arrive. Jetty's idle time-out ends what is silent; a byte now
 * and then keeps it from that for hours, in the head, where no thread of ours is asked, and in the
 * framing of a chunked body, where none of ours gets to see a byte.
 *
 * <p>Nothing is added to a request's way: a few times a second all connections are looked at, and
 * what is in the midst of a request, and was in the same one long enough ago, is ended as Jetty
 * ends what is silent. So a limit is met by up to one such interval late.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {

  private static final long MAX_INTERVAL = 1_000;

  private final Duration headTimeout;
  private final Pace body;
  private final Refusals refusals;
  private final Scheduler scheduler;
  private final LongSupplier nanoTime;
  private final Map<HttpConnection, Seen> connections = new ConcurrentHashMap<>();
  private volatile boolean on;

  private enum Part {
    /** Before the first byte of a first request. */
    NEW,
    /** Between requests; {@code bytes} are those that had come when it began. */
    BETWEEN,
    /** What may come before a request, and does not end a silence that could go on for ever. */
    EMPTY_LINES,
    HEAD,
    BODY
  }

  /** What a connection was doing, since when, at which request and after how many bytes. */
  private record Seen(Part part, long since, long requests, long bytes) {}

  SlowRequests(
      Duration headTimeout,
      Pace body,
      Refusals refusals,
      Scheduler scheduler,
      LongSupplier nanoTime) {
    this.headTimeout = headTimeout;
    this.body = body;
    this.refusals = refusals;
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
  }

  @Override
  protected void doStart() {
    on = true;
    schedule();
  }

  @Override
  protected void doStop() {
    on = false;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection http) {
      connections.put(http, new Seen(Part.NEW, nanoTime.getAsLong(), 0, 0));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof HttpConnection http) {
      connections.remove(http);
    }
  }

  private void schedule() {
    long interval = Math.max(1, Math.min(MAX_INTERVAL, shortest().toMillis() / 4));
    scheduler.schedule(this::look, interval, TimeUnit.MILLISECONDS);
  }

  private Duration shortest() {
    return headTimeout.compareTo(body.timeout()) < 0 ? headTimeout : body.timeout();
  }

  private void look() {
    if (on) {
      long now = nanoTime.getAsLong();
      connections.replaceAll((connection, seen) -> look(connection, seen, now));
      schedule();
    }
  }

  private Seen look(HttpConnection connection, Seen before, long now) {
    Seen seen = seen(connection, before, now);
    long nanos = now - seen.since();
    switch (seen.part()) {
      case BETWEEN -> {}
      case NEW, EMPTY_LINES, HEAD -> {
        if (nanos > headTimeout.toNanos()) {
          refusals.count(Refusals.Reason.SLOW_HEAD);
          connection
              .getEndPoint()
              .close(new TimeoutException("the head of a request took too long"));
        }
      }
      case BODY -> {
        if (body.isTooSlow(nanos, connection.getBytesIn() - seen.bytes())) {
          connection.onIdleExpired(new TimeoutException("the body of a request took too long"));
        }
      }
    }
    return seen;
  }

  private static Seen seen(HttpConnection connection, Seen before, long now) {
    long requests = connection.getMessagesIn();
    boolean same = requests == before.requests();
    Part part = part(connection.getParser(), requests);
    boolean between = before.part() == Part.BETWEEN || before.part() == Part.EMPTY_LINES;
    if (part == Part.BETWEEN && same && between && connection.getBytesIn() != before.bytes()) {
      part = Part.EMPTY_LINES;
    }
    return same && part == before.part()
        ? before
        : new Seen(part, now, requests, connection.getBytesIn());
  }

  private static Part part(HttpParser parser, long requests) {
    if (parser.inContentState()) {
      // A request without a body is in this state too, until it is answered.
      boolean complete =
          parser.isState(HttpParser.State.CONTENT)
              && parser.getContentRead() >= parser.getContentLength();
      return complete ? Part.BETWEEN : Part.BODY;
    }
    if (!parser.isIdle() && parser.inHeaderState()) {
      return Part.HEAD;
    }
    return requests == 0 && parser.isStart() ? Part.NEW : Part.BETWEEN;
  }
}
