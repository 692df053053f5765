package kv.http.attack;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.Attackable;

/**
 * Clients that send, or read, a byte now and then, to keep a connection and if they can a thread
 * for as long as they like. As many as asked for, in four kinds, until the server has ended them or
 * the time is over.
 */
final class SlowClients implements Attack {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final String VALUE = "/v1/kv/slowly-read";

  private enum Kind {
    HEAD("GET /v1/kv/slow HTTP/1.1\r\nHost: kv\r\nX: ", "x"),
    BODY("PUT /v1/kv/slow HTTP/1.1\r\nHost: kv\r\nContent-Length: 1000000\r\n\r\n", "x"),
    FRAMING("PUT /v1/kv/slow HTTP/1.1\r\nHost: kv\r\nTransfer-Encoding: chunked\r\n\r\n5;", "x"),
    READER(("GET " + VALUE + " HTTP/1.1\r\nHost: kv\r\n\r\n").repeat(4), "");

    private final String start;
    private final String drop;

    Kind(String start, String drop) {
      this.start = start;
      this.drop = drop;
    }
  }

  private record Client(Kind kind, Wire wire) {}

  @Override
  public void run(Attackable target, Extent extent, Tally tally) throws Exception {
    storeLongValue(target, tally);
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < extent.connections(); i++) {
        Kind kind = Kind.values()[i % Kind.values().length];
        Wire wire =
            new Wire("127.69.0.1", target.port(), PATIENCE, kind == Kind.READER ? 4_096 : 0);
        wire.send(kind.start);
        clients.add(new Client(kind, wire));
        tally.count("connections");
      }
      long end = System.nanoTime() + extent.duration().toNanos();
      while (System.nanoTime() < end && !clients.isEmpty()) {
        clients.removeIf(client -> !goesOn(client, tally));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      clients.forEach(client -> tally.count("still open, " + client.kind()));
    } finally {
      clients.forEach(client -> client.wire().close());
    }
  }

  private static boolean goesOn(Client client, Tally tally) {
    boolean open =
        client.kind() == Kind.READER
            ? client.wire().take()
            : client.wire().send(client.kind().drop);
    if (!open) {
      tally.count("ended, " + client.kind());
      client.wire().close();
    }
    return open;
  }

  private static void storeLongValue(Attackable target, Tally tally) throws IOException {
    try (Wire wire = new Wire("127.69.255.1", target.port(), PATIENCE)) {
      int length = 1 << 20;
      wire.send("PUT " + VALUE + " HTTP/1.1\r\nHost: kv\r\nContent-Length: " + length + "\r\n\r\n");
      wire.send(new byte[length]);
      wire.answer().ifPresent(answer -> tally.status(answer.status()));
    } catch (SocketTimeoutException e) {
      tally.wrong("no answer within " + PATIENCE);
    }
  }
}
