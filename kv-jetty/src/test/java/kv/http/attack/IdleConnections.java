package kv.http.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.Attackable;

/** Very many connections, each with one request behind it, that then say nothing. */
final class IdleConnections implements Attack {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PER_ADDRESS = 500;

  @Override
  public void run(Attackable target, Extent extent, Tally tally) throws Exception {
    List<Wire> wires = new ArrayList<>();
    try {
      for (int i = 0; i < extent.connections(); i++) {
        try {
          Wire wire = new Wire("127.70.%d.1".formatted(i / PER_ADDRESS), target.port(), PATIENCE);
          wires.add(wire);
          tally.count("connections");
          wire.send("GET /v1/kv/idle HTTP/1.1\r\nHost: kv\r\n\r\n");
          wire.answer().ifPresentOrElse(a -> tally.status(a.status()), () -> tally.count("closed"));
        } catch (IOException e) {
          tally.count("not connected: " + e.getClass().getSimpleName());
        }
      }
      LockSupport.parkNanos(extent.duration().toNanos());
    } finally {
      wires.forEach(Wire::close);
    }
  }
}
