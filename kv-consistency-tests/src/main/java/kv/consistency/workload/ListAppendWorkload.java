package kv.consistency.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import kv.consistency.check.Limits;
import kv.consistency.client.Answer;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Completion;
import kv.consistency.report.CheckResult;
import kv.consistency.transactions.TransactionWorkload;
import kv.consistency.transactions.VersionOrders;

/**
 * Lists, one a key, as the text of its elements. To append is to replace what was read by a list
 * that is one longer: a transaction of a read and an append.
 */
final class ListAppendWorkload implements Workload {
  @Override
  public String name() {
    return "list-append";
  }

  @Override
  public String words() {
    return "appends to lists by a read and a conditional write, strictly serializable";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.CONDITIONAL_WRITES);
  }

  @Override
  public Set<String> functions(Setup setup) {
    return Set.of("txn");
  }

  @Override
  public Load load(Setup setup) {
    return new Lists(setup);
  }

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    return Checks.strictSerializable(
        file, TransactionWorkload.LIST_APPEND, VersionOrders.INITIAL_ONLY, limits);
  }

  private static final class Lists implements Load {
    private final Setup setup;
    private final Keys keys;
    private final AtomicLong elements = new AtomicLong();

    Lists(Setup setup) {
      this.setup = setup;
      this.keys = new Keys(setup.keys(), setup.operationsPerKey());
    }

    @Override
    public void step(Caller caller, RandomGenerator random) {
      int key = keys.use(random);
      if (random.nextInt(10) < 4) {
        read(caller, key);
      } else {
        append(caller, key, elements.incrementAndGet());
      }
    }

    private Completion read(Caller caller, int key) {
      return caller.read(
          "txn",
          null,
          transaction(reading(key, Value.NULL)),
          client -> {
            Answer answer = client.get(path(key));
            return Replacement.isRead(answer)
                ? Completion.ok(transaction(reading(key, list(answer))))
                : Completion.fail(answer.words());
          });
    }

    private void append(Caller caller, int key, long element) {
      Value appending = Value.listOf(Value.keyword("append"), Value.of(key), Value.of(element));
      caller.write(
          "txn",
          null,
          transaction(reading(key, Value.NULL), appending),
          client ->
              Replacement.replace(
                  client,
                  path(key),
                  read -> read.isSuccess() ? read.body() + " " + element : Long.toString(element),
                  read -> transaction(reading(key, list(read)), appending)));
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

    private static Value list(Answer answer) {
      return answer.isSuccess() ? new Value.Items(Replacement.numbers(answer.body())) : Value.NULL;
    }

    private static Value transaction(Value... operations) {
      return Value.listOf(operations);
    }

    private static Value reading(int key, Value result) {
      return Value.listOf(Value.keyword("r"), Value.of(key), result);
    }

    private String path(int key) {
      return setup.prefix() + "l/" + key;
    }
  }
}
