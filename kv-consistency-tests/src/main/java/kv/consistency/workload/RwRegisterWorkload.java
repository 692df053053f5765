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
 * Registers, one a key, as transactions of one or two operations: a read, a write, or a read and a
 * write that replaces just what was read.
 */
final class RwRegisterWorkload implements Workload {

  @Override
  public String name() {
    return "rw-register";
  }

  @Override
  public String words() {
    return "transactions that read, write or replace a register, strictly serializable";
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
    return new Registers(setup);
  }

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    return Checks.strictSerializable(
        file, TransactionWorkload.RW_REGISTER, new VersionOrders(true, true, true), limits);
  }

  private static final class Registers implements Load {
    private final Setup setup;
    private final Keys keys;
    private final AtomicLong values = new AtomicLong();

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
      } else {
        replace(caller, key);
      }
    }

    private Completion read(Caller caller, int key) {
      return caller.read(
          "txn",
          null,
          Value.listOf(operation("r", key, Value.NULL)),
          client -> {
            Answer answer = client.get(path(key));
            return Replacement.isRead(answer)
                ? Completion.ok(Value.listOf(operation("r", key, value(answer))))
                : Completion.fail(answer.words());
          });
    }

    private void write(Caller caller, int key) {
      long value = values.incrementAndGet();
      Value transaction = Value.listOf(operation("w", key, Value.of(value)));
      caller.write(
          "txn",
          null,
          transaction,
          client -> {
            Answer answer = client.put(path(key), Long.toString(value));
            return answer.isSuccess() ? Completion.ok(transaction) : Caller.refused(answer);
          });
    }

    private void replace(Caller caller, int key) {
      long value = values.incrementAndGet();
      Value write = operation("w", key, Value.of(value));
      caller.write(
          "txn",
          null,
          Value.listOf(operation("r", key, Value.NULL), write),
          client ->
              Replacement.replace(
                  client,
                  path(key),
                  read -> Long.toString(value),
                  read -> Value.listOf(operation("r", key, value(read)), write)));
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

    private static Value value(Answer answer) {
      return answer.isSuccess() ? Replacement.number(answer.body()) : Value.NULL;
    }

    private static Value operation(String name, int key, Value value) {
      return Value.listOf(Value.keyword(name), Value.of(key), value);
    }

    private String path(int key) {
      return setup.prefix() + "w/" + key;
    }
  }
}
