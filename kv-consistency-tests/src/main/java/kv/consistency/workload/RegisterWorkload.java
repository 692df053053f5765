package kv.consistency.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.check.Limits;
import kv.consistency.client.Answer;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Completion;
import kv.consistency.report.CheckResult;
import kv.consistency.workload.Sightings.Sighting;

/** Registers, one a key: read, write, compare and set, delete. No value is written twice. */
final class RegisterWorkload implements Workload {

  @Override
  public String name() {
    return "register";
  }

  @Override
  public String words() {
    return "reads, writes, compare-and-sets and deletes of many keys, linearizable one by one";
  }

  @Override
  public Set<Need> needs() {
    return Set.of();
  }

  @Override
  public Set<String> functions(Setup setup) {
    return setup.conditionalWrites()
        ? Set.of("read", "write", "cas", "delete")
        : Set.of("read", "write", "delete");
  }

  @Override
  public Load load(Setup setup) {
    return new Registers(setup);
  }

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    return Checks.linearizable(file, ObjectKind.REGISTER, limits);
  }

  private static final class Registers implements Load {
    private final Setup setup;
    private final Keys keys;
    private final AtomicLong values = new AtomicLong();
    private final Sightings seen = new Sightings();

    Registers(Setup setup) {
      this.setup = setup;
      this.keys = new Keys(setup.keys(), setup.operationsPerKey());
    }

    @Override
    public void step(Caller caller, RandomGenerator random) {
      int key = keys.use(random);
      int dice = random.nextInt(10);
      if (dice < 4) {
        read(caller, key);
      } else if (dice < 7) {
        write(caller, key);
      } else if (dice < 9 && setup.conditionalWrites()) {
        compareAndSet(caller, key, seen.toExpect(key, random));
      } else {
        delete(caller, key);
      }
    }

    private Completion read(Caller caller, int key) {
      return caller.read(
          "read",
          Value.of(key),
          Value.NULL,
          client -> {
            Answer answer = client.get(path(key));
            if (answer.status() == 404) {
              seen.absent(key);
              return Completion.ok(Value.NULL);
            }
            if (!answer.isSuccess()) {
              return Completion.fail(answer.words());
            }
            answer.etag().ifPresent(etag -> seen.found(key, new Sighting(etag, answer.body())));
            return Completion.ok(Replacement.number(answer.body()));
          });
    }

    private void write(Caller caller, int key) {
      String value = newValue();
      caller.write(
          "write",
          Value.of(key),
          Replacement.number(value),
          client -> end(client.put(path(key), value)));
    }

    private void compareAndSet(Caller caller, int key, Optional<Sighting> old) {
      String value = newValue();
      Value expected = old.map(it -> Replacement.number(it.value())).orElse(Value.NULL);
      caller.write(
          "cas",
          Value.of(key),
          Value.listOf(expected, Replacement.number(value)),
          client -> {
            Completion completion =
                end(
                    old.isEmpty()
                        ? client.putIfAbsent(path(key), value)
                        : client.putIfMatch(path(key), value, old.get().etag()));
            if (completion.equals(Completion.precondition())) {
              old.ifPresent(sighting -> seen.refuted(key, sighting));
            }
            return completion;
          });
    }

    private void delete(Caller caller, int key) {
      caller.write(
          "delete",
          Value.of(key),
          Value.NULL,
          client -> {
            Answer answer = client.delete(path(key));
            if (answer.status() == 404) {
              seen.absent(key);
            }
            return end(answer);
          });
    }

    private static Completion end(Answer answer) {
      if (answer.status() == 404 || answer.status() == 412) {
        return Completion.precondition();
      }
      return answer.isSuccess() ? Completion.ok(Value.NULL) : Caller.refused(answer);
    }

    @Override
    public boolean finish(Caller caller) {
      for (int key = 0; key < keys.count(); key++) {
        if (!(read(caller, key) instanceof Completion.Ok)) {
          return false;
        }
      }
      return true;
    }

    private String path(int key) {
      return setup.prefix() + "r/" + key;
    }

    private String newValue() {
      return Long.toString(values.incrementAndGet());
    }
  }
}
