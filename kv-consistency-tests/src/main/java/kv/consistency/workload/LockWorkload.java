package kv.consistency.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kv.consistency.bridge.Call;
import kv.consistency.bridge.CallReader;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.check.Limits;
import kv.consistency.client.Answer;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Completion;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Evidence;

/**
 * The lock of the whole store, by many owners: its tokens grow with every grant, and no two hold it
 * at a time. Each grant is of an owner of its own, and held for less than its lease.
 */
final class LockWorkload implements Workload {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Pattern REVISION = Pattern.compile("\"revision\":([0-9]+)");

  @Override
  public String name() {
    return "lock";
  }

  @Override
  public String words() {
    return "the lock of the whole store: one holder at a time, tokens that grow";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.STORE_LOCK);
  }

  @Override
  public Set<String> functions(Setup setup) {
    return Set.of("acquire", "release");
  }

  @Override
  public Load load(Setup setup) {
    return new Owners(setup);
  }

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    List<CheckResult> results =
        new ArrayList<>(Checks.linearizable(file, ObjectKind.FENCED_LOCK, limits));
    results.add(exclusion(file));
    return results;
  }

  /** A grant, from when it was answered to when its owner began to give it back, or may lose it. */
  private record Grant(long token, long from, long to) {}

  private static CheckResult exclusion(Path file) throws IOException {
    List<Grant> grants = new ArrayList<>();
    try (HistoryReader history = Checks.open(file)) {
      CallReader calls = new CallReader(history);
      for (Call call = calls.next(); call != null; call = calls.next()) {
        if (call.f().equals("release") && call.argument() instanceof Value.Items grant) {
          List<Value> parts = grant.values();
          long from = number(parts.get(1));
          long to = Math.min(call.invocation().time(), from + LEASE.dividedBy(2).toNanos());
          grants.add(new Grant(number(parts.get(0)), from, to));
        }
      }
    }
    grants.sort(Comparator.comparingLong(Grant::from));
    Grant last = null;
    for (Grant grant : grants) {
      if (last != null && grant.from() < last.to()) {
        return new CheckResult(
            "exclusion",
            Conclusion.INVALID,
            "two owners held the lock at once: that of token %d until %d ms, that of token %d from %d ms"
                .formatted(
                    last.token(),
                    Duration.ofNanos(last.to()).toMillis(),
                    grant.token(),
                    Duration.ofNanos(grant.from()).toMillis()),
            Evidence.none());
      }
      last = grant;
    }
    return new CheckResult(
        "exclusion",
        Conclusion.VALID,
        grants.size() + " grants, never two at a time",
        Evidence.none());
  }

  private static long number(Value value) {
    return value instanceof Value.Int integer ? integer.value() : 0;
  }

  private static final class Owners implements Load {
    private final Setup setup;
    private final AtomicInteger owners = new AtomicInteger();

    Owners(Setup setup) {
      this.setup = setup;
    }

    @Override
    public void step(Caller caller, RandomGenerator random) {
      String owner = setup.prefix().replace('/', '-') + owners.incrementAndGet();
      Completion acquired = acquire(caller, owner);
      if (acquired instanceof Completion.Ok granted) {
        long from = caller.recording().time();
        LockSupport.parkNanos(random.nextLong(Duration.ofMillis(50).toNanos()));
        release(caller, owner, granted.value(), from);
      }
    }

    private static Completion acquire(Caller caller, String owner) {
      return caller.write(
          "acquire",
          Value.of("store"),
          Value.NULL,
          client -> {
            Answer answer = client.lockStore(owner, LEASE, WAIT);
            Optional<Long> token = token(answer);
            return token.isPresent()
                ? Completion.ok(Value.of(token.get()))
                : Caller.refused(answer);
          });
    }

    private static Optional<Long> token(Answer answer) {
      Matcher revision = REVISION.matcher(answer.body());
      return answer.isSuccess() && revision.find()
          ? Optional.of(Long.parseLong(revision.group(1)))
          : Optional.empty();
    }

    private static void release(Caller caller, String owner, Value token, long from) {
      caller.write(
          "release",
          Value.of("store"),
          Value.listOf(token, Value.of(from)),
          client -> {
            Answer answer = client.unlockStore(owner);
            return answer.isSuccess() ? Completion.ok(Value.NULL) : Caller.refused(answer);
          });
    }

    @Override
    public boolean finish(Caller caller) {
      String owner = setup.prefix().replace('/', '-') + "last";
      Completion acquired = acquire(caller, owner);
      if (acquired instanceof Completion.Ok granted) {
        release(caller, owner, granted.value(), caller.recording().time());
      }
      return acquired instanceof Completion.Ok;
    }
  }
}
