package kv.spi.locked;

import java.util.function.Supplier;
import kv.spi.KvException;
import kv.spi.locked.Step.Ask;

/** One command of a client, until it is answered or given up. */
final class Call {

  final Client client;
  final Ask<?, ?> ask;
  private final int incarnation;
  private boolean over;

  Call(Client client, Ask<?, ?> ask) {
    this.client = client;
    this.ask = ask;
    this.incarnation = client.frontEnd.incarnation();
  }

  /** Whether nobody waits for its answer any more. */
  boolean isOver() {
    return over || client.frontEnd.incarnation() != incarnation;
  }

  /** The answer is there: the client goes on once its front end runs. */
  void answer(Object answer) {
    whenRunning(() -> client.answered(this, answer));
  }

  void fail(Supplier<KvException> failure) {
    whenRunning(() -> client.failed(this, failure.get()));
  }

  private void whenRunning(Runnable next) {
    if (isOver()) {
      return;
    }
    long until = client.frontEnd.pausedUntil();
    if (until > client.world.agenda.now()) {
      client.world.agenda.at(until, () -> whenRunning(next));
      return;
    }
    over = true;
    next.run();
  }
}
