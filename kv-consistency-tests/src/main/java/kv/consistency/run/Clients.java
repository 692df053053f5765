package kv.consistency.run;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Recording;
import kv.consistency.workload.Workload.Load;

/** The threads that drive a store, spread over its front ends, until they are told to stop. */
final class Clients {
  private final Recording recording;
  private final Load load;
  private final Plan plan;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final AtomicLong next = new AtomicLong();
  private volatile boolean stopped;

  Clients(Recording recording, Load load, Plan plan, List<URI> frontEnds) {
    this.recording = recording;
    this.load = load;
    this.plan = plan;
    for (int i = 0; i < plan.clients(); i++) {
      int client = i;
      URI frontEnd = frontEnds.get(i % frontEnds.size());
      Thread thread = new Thread(() -> run(client, frontEnd), "client-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    next.set(System.nanoTime());
    threads.forEach(Thread::start);
  }

  private void run(int client, URI frontEnd) {
    SplittableRandom random = new SplittableRandom(plan.seed() * 31 + client);
    try (Caller caller = new Caller(recording, frontEnd, plan.patience())) {
      while (!stopped) {
        awaitTurn();
        load.step(caller, random);
      }
    } catch (RuntimeException | Error e) {
      broken.compareAndSet(null, e);
    }
  }

  /** Keeps the rate of all clients together; who is late does not catch up. */
  private void awaitTurn() {
    if (plan.rate() == 0) {
      return;
    }
    long interval = TimeUnit.SECONDS.toNanos(1) / plan.rate();
    long now = System.nanoTime();
    long turn = next.accumulateAndGet(interval, (last, step) -> Math.max(last + step, now - step));
    while (!stopped && System.nanoTime() < turn) {
      LockSupport.parkNanos(turn - System.nanoTime());
    }
  }

  /** What a client broke at, which is a fault of the harness. */
  Optional<Throwable> broken() {
    return Optional.ofNullable(broken.get());
  }

  /** Ends them all, once their last operations have ended. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      thread.join();
    }
  }
}
