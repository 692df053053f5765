package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kv.consistency.linearizability.Operation;
import kv.consistency.model.Keyed;
import kv.consistency.model.Register;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.KvException;
import kv.spi.OutcomeUnknownException;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.Value;

/**
 * Clients of a store's keys as registers, each a thread that reads, writes and compares-and-sets
 * one after the other, and the history of what they saw.
 *
 * <p>No value is written twice, so that a version stands for its value: a conditional put on the
 * version that was read with a value is a compare-and-set on that value. A call that certainly had
 * no effect is not in the history; if it had one after all, somebody reads a value that nobody
 * wrote. After a call of unknown outcome its client goes on as another process. Keys change as the
 * history grows, two of them more wanted than the others.
 */
final class RegisterClients implements AutoCloseable {

  private static final Duration PER_CALL = Duration.ofSeconds(4);
  private static final int KEYS = 24;
  private static final int CALLS_OF_A_SET_OF_KEYS = 600;

  /** How calls end. */
  enum Kind {
    READ,
    WRITTEN,
    SET,
    NOT_AS_COMPARED,
    /** Not applied, or a read without an answer. */
    FAILED,
    UNKNOWN
  }

  private final List<TestedStore> frontEnds;
  private final ExecutorService threads;
  private final ConcurrentLinkedQueue<Operation<Keyed.Input<Register.Input>, Register.Output>>
      history = new ConcurrentLinkedQueue<>();
  private final Map<Kind, Integer> counts = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();

  RegisterClients(List<TestedStore> frontEnds, int clients) {
    this.frontEnds = frontEnds;
    this.threads = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      Client client = new Client(frontEnds.get(i % frontEnds.size()));
      threads.execute(client::run);
    }
  }

  int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  private void add(Kind kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /** How often calls have ended in which way. */
  @Override
  public String toString() {
    return counts.toString();
  }

  /** Returns once so many more calls have had an answer. */
  void awaitAcknowledged(int more) {
    int wanted = history.size() - count(Kind.UNKNOWN) + more;
    Await.until(
        more + " more answers than " + this, () -> history.size() - count(Kind.UNKNOWN) >= wanted);
  }

  /** The history, which ends with a read of each key. */
  List<Operation<Keyed.Input<Register.Input>, Register.Output>> stopAndReadAll() {
    stop();
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> all = new ArrayList<>(history);
    TreeSet<String> keys = new TreeSet<>();
    all.forEach(
        operation -> {
          if (operation.output() instanceof Register.Done) {
            keys.add(operation.input().key().toString());
          }
        });
    Client last = new Client(frontEnds.get(0));
    for (String key : keys) {
      Await.until("a last read of " + key, () -> last.read(key));
    }
    return List.copyOf(history);
  }

  private void stop() {
    stopped.set(true);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("a call has not ended a minute after all were to");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  private final class Client {

    private final TestedStore frontEnd;
    private int process = processes.incrementAndGet();
    private String lastKey = "";
    private Optional<Entry> lastRead = Optional.empty();

    Client(TestedStore frontEnd) {
      this.frontEnd = frontEnd;
    }

    void run() {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      while (!stopped.get()) {
        int number = calls.incrementAndGet();
        int key = random.nextBoolean() ? random.nextInt(2) : random.nextInt(KEYS);
        String name = "%d-%d".formatted(number / CALLS_OF_A_SET_OF_KEYS, key);
        switch (random.nextInt(4)) {
          case 0 -> write(name, "value " + number);
          case 1, 2 -> {
            if (read(name) && lastRead.isPresent()) {
              compareAndSet("value " + number);
            }
          }
          default -> read(name);
        }
      }
    }

    /** Whether there was an answer. */
    boolean read(String key) {
      Register.Input input = new Register.Read();
      long call = System.nanoTime();
      try {
        lastRead = frontEnd.backend().get(Key.utf8(key), Deadline.in(PER_CALL));
        lastKey = key;
        completed(key, input, new Register.Value(lastRead.map(Client::text)), call, Kind.READ);
        return true;
      } catch (KvException e) {
        add(Kind.FAILED);
        return false;
      }
    }

    private void write(String key, String value) {
      put(key, new Register.Write(value), value, Precondition.none(), Kind.WRITTEN);
    }

    private void compareAndSet(String value) {
      Entry expected = lastRead.orElseThrow();
      put(
          lastKey,
          new Register.Cas(Optional.of(text(expected)), value),
          value,
          Precondition.versionIs(expected.metadata().version()),
          Kind.SET);
    }

    private void put(
        String key, Register.Input input, String value, Precondition condition, Kind applied) {
      Put put = Put.of(Key.utf8(key), new Value(Bytes.utf8(value), "text/plain")).when(condition);
      long call = System.nanoTime();
      try {
        if (frontEnd.backend().put(put, Deadline.in(PER_CALL)) instanceof PreconditionFailed) {
          completed(key, input, new Register.PreconditionFailed(), call, Kind.NOT_AS_COMPARED);
        } else {
          completed(key, input, new Register.Done(), call, applied);
        }
      } catch (OutcomeUnknownException e) {
        history.add(Operation.indeterminate(process, new Keyed.Input<>(key, input), call));
        add(Kind.UNKNOWN);
        process = processes.incrementAndGet();
      } catch (KvException e) {
        add(Kind.FAILED);
      }
    }

    private void completed(
        String key, Register.Input input, Register.Output output, long call, Kind kind) {
      history.add(
          Operation.completed(
              process, new Keyed.Input<>(key, input), output, call, System.nanoTime()));
      add(kind);
    }

    private static Object text(Entry entry) {
      return new String(entry.value().toArray(), UTF_8);
    }
  }
}
