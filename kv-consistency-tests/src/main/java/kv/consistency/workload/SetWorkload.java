package kv.consistency.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** Sets, one a key, as the text of their elements; to add replaces what was read by one more. */
final class SetWorkload implements Workload {

  /** So that the checker, which has no shortcut for sets, is done soon. */
  private static final int LARGEST = 40;

  @Override
  public String name() {
    return "set";
  }

  @Override
  public String words() {
    return "adds to sets by a read and a conditional write, and reads of them, linearizable";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.CONDITIONAL_WRITES);
  }

  @Override
  public Set<String> functions(Setup setup) {
    return Set.of("add", "read");
  }

  @Override
  public Load load(Setup setup) {
    return new Sets(setup);
  }

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    return Checks.linearizable(file, ObjectKind.SET, limits);
  }

  private static final class Sets implements Load {
    private final Setup setup;
    private final Keys keys;
    private final AtomicLong elements = new AtomicLong();

    Sets(Setup setup) {
      this.setup = setup;
      this.keys = new Keys(setup.keys(), Math.min(LARGEST, setup.operationsPerKey()));
    }

    @Override
    public void step(Caller caller, RandomGenerator random) {
      int key = keys.use(random);
      if (random.nextBoolean()) {
        read(caller, key);
      } else {
        add(caller, key, Long.toString(elements.incrementAndGet()));
      }
    }

    private void add(Caller caller, int key, String element) {
      caller.write(
          "add",
          Value.of(key),
          Replacement.number(element),
          client ->
              Replacement.replace(
                  client,
                  path(key),
                  read -> read.isSuccess() ? read.body() + " " + element : element,
                  read -> Value.NULL));
    }

    private Completion read(Caller caller, int key) {
      return caller.read(
          "read",
          Value.of(key),
          Value.NULL,
          client -> {
            Answer answer = client.get(path(key));
            return Replacement.isRead(answer)
                ? Completion.ok(elements(answer))
                : Completion.fail(answer.words());
          });
    }

    private static Value elements(Answer answer) {
      return new Value.Items(answer.isSuccess() ? Replacement.numbers(answer.body()) : List.of());
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
      return setup.prefix() + "s/" + key;
    }
  }
}
