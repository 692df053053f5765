package kv.http.ops;

import java.util.concurrent.atomic.AtomicBoolean;
import kv.spi.Health;
import kv.spi.KvBackend;

/** Whether this front end should be sent requests. */
public final class Readiness {

  private final KvBackend backend;
  private final AtomicBoolean stopping = new AtomicBoolean();

  public Readiness(KvBackend backend) {
    this.backend = backend;
  }

  /** From now on it is not ready, though it goes on serving what comes. */
  public void stopping() {
    stopping.set(true);
  }

  public Health health() {
    return stopping.get() ? new Health.Down("stopping") : backend.health();
  }
}
