package kv.system.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import kv.consistency.cluster.FrontEndNode;
import kv.consistency.model.Register;
import kv.system.faults.Wire.Answer;

/**
 * Clients that read, write, compare and set, and delete a few registers over HTTP until they are
 * told to stop. A client whose call ended as unknown is another process from then on.
 */
final class Load implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final RegisterHistory history;
  private final List<String> keys;
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  Load(RegisterHistory history, List<String> keys) {
    this.history = history;
    this.keys = keys;
  }

  /** Starts {@code number} clients of a front end. */
  void start(FrontEndNode frontEnd, int number) {
    for (int i = 0; i < number; i++) {
      running.add(threads.submit(new Client(frontEnd.name(), frontEnd.socketAddress())));
    }
  }

  /** Reads every key once, each answered. */
  void readAll(FrontEndNode frontEnd) throws IOException {
    Client client = new Client(frontEnd.name(), frontEnd.socketAddress());
    try (Wire wire = new Wire(frontEnd.socketAddress())) {
      for (String key : keys) {
        Answer answer = client.read(wire, key);
        if (answer.status() != 200 && answer.status() != 404) {
          throw new IOException(key + " can't be read: " + answer);
        }
      }
    }
  }

  /** Writes to the key until a write of it is applied. */
  void writeUntilApplied(FrontEndNode frontEnd, String key) throws IOException {
    while (!isApplied(write(frontEnd, key))) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Writes to the key once; the status of the answer. */
  int write(FrontEndNode frontEnd, String key) throws IOException {
    try (Wire wire = new Wire(frontEnd.socketAddress())) {
      return new Client(frontEnd.name(), frontEnd.socketAddress()).write(wire, key);
    }
  }

  private static boolean isApplied(int status) {
    return status == 201 || status == 204;
  }

  /** Ends all clients once their last calls are answered. */
  void stop() throws InterruptedException, ExecutionException {
    stopped = true;
    for (Future<?> each : running) {
      each.get();
    }
    running.clear();
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }

  private final class Client implements Runnable {

    private final String where;
    private final InetSocketAddress address;
    private final SplittableRandom random;
    private int process = processes.incrementAndGet();

    Client(String where, InetSocketAddress address) {
      this.where = where;
      this.address = address;
      this.random = new SplittableRandom(process);
    }

    @Override
    public void run() {
      while (!stopped) {
        try (Wire wire = new Wire(address)) {
          while (!stopped) {
            call(wire, keys.get(random.nextInt(keys.size())));
          }
        } catch (IOException e) {
          LockSupport.parkNanos(PAUSE_NANOS); // It is down, and refuses connections meanwhile.
        }
      }
    }

    private void call(Wire wire, String key) throws IOException {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> read(wire, key);
        case 3, 4 -> write(wire, key);
        case 5, 6 -> compareAndSet(wire, key);
        default -> delete(wire, key);
      }
    }

    Answer read(Wire wire, String key) throws IOException {
      long call = System.nanoTime();
      Answer answer;
      try {
        answer = wire.get(key);
      } catch (IOException e) {
        history.notApplied(where);
        throw e;
      }
      if (answer.status() == 200 || answer.status() == 404) {
        Optional<Object> value =
            answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
        history.ok(where, process, key, new Register.Read(), new Register.Value(value), call);
      } else {
        history.notApplied(where);
      }
      return answer;
    }

    int write(Wire wire, String key) throws IOException {
      String value = newValue();
      return run(key, new Register.Write(value), () -> wire.put(key, Optional.empty(), value));
    }

    private void compareAndSet(Wire wire, String key) throws IOException {
      Answer seen = read(wire, key);
      if (seen.status() == 200) {
        String value = newValue();
        run(
            key,
            new Register.Cas(Optional.of(seen.body()), value),
            () -> wire.put(key, seen.etag(), value));
      }
    }

    private void delete(Wire wire, String key) throws IOException {
      run(key, new Register.Delete(), () -> wire.delete(key));
    }

    private String newValue() {
      return "v" + values.incrementAndGet();
    }

    private interface Sending {
      Answer send() throws IOException;
    }

    private int run(String key, Register.Input input, Sending sending) throws IOException {
      long call = System.nanoTime();
      Answer answer;
      try {
        answer = sending.send();
      } catch (IOException e) {
        endUnknown(key, input, call);
        throw e;
      }
      switch (answer.status()) {
        case 200, 201, 204 -> history.ok(where, process, key, input, new Register.Done(), call);
        case 404, 412 ->
            history.ok(where, process, key, input, new Register.PreconditionFailed(), call);
        case 423, 429, 503 -> history.notApplied(where);
        case 504 -> endUnknown(key, input, call);
        default -> throw new IllegalStateException("answered by " + answer);
      }
      return answer.status();
    }

    private void endUnknown(String key, Register.Input input, long call) {
      history.unknown(where, process, key, input, call);
      process = processes.incrementAndGet();
    }
  }
}
