package kv.http.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import kv.http.wire.Attackable;

/**
 * Requests of random bytes and of a grammar gone wrong, up to four on a connection, which is then
 * half closed: whatever the server made of them, it has all it will get, and must answer or close.
 */
final class Fuzz implements Attack {

  private static final int THREADS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void run(Attackable target, Extent extent, Tally tally) throws Exception {
    Pace pace = new Pace(extent.rate());
    AtomicLong left = new AtomicLong(extent.requests());
    SplittableRandom seeds = new SplittableRandom(extent.seed());
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = seeds.split();
        crew.start(
            () -> {
              Grammar grammar = new Grammar(random);
              while (left.get() > 0 && target.isAlive()) {
                int requests = 1 + random.nextInt(4);
                left.addAndGet(-requests);
                for (int request = 0; request < requests; request++) {
                  pace.await();
                }
                connection(target, grammar, requests, random.nextInt(1, 250), tally);
              }
            });
      }
      crew.await();
    }
  }

  private static void connection(
      Attackable target, Grammar grammar, int requests, int host, Tally tally) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < requests; i++) {
      out.writeBytes(grammar.next());
      tally.count("requests");
    }
    try (Wire wire = new Wire("127.66.0." + host, target.port(), PATIENCE)) {
      wire.send(out.toByteArray());
      wire.end();
      wire.drain(tally);
    } catch (SocketTimeoutException e) {
      tally.wrong("no answer and no end within " + PATIENCE);
    }
  }
}
