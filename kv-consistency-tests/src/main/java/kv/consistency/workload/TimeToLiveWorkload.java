package kv.consistency.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import kv.consistency.bridge.Call;
import kv.consistency.bridge.CallReader;
import kv.consistency.check.Limits;
import kv.consistency.client.Answer;
import kv.consistency.history.EdnValues;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Completion;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Evidence;

/**
 * Values with a time to live, each under a key that is written once: never gone before their time,
 * gone after it, by {@link #SLACK} at most, since the front ends' clocks may differ by that.
 */
final class TimeToLiveWorkload implements Workload {
  static final Duration SLACK = Duration.ofMillis(500);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(4);

  @Override
  public String name() {
    return "ttl";
  }

  @Override
  public String words() {
    return "values with a time to live: never gone early, gone after";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.TIME_TO_LIVE);
  }

  @Override
  public Set<String> functions(Setup setup) {
    return Set.of("read", "write");
  }

  @Override
  public Load load(Setup setup) {
    return new Mortals(setup);
  }

  /** When a key was written: not before {@code from}, and by {@code to} if it is known to be. */
  private record Written(long from, Optional<Long> to, long timeToLive) {}

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    Map<Value, Written> writes = writes(file);
    long early = 0;
    long late = 0;
    long judged = 0;
    String example = "";
    try (HistoryReader history = Checks.open(file)) {
      CallReader calls = new CallReader(history);
      for (Call call = calls.next(); call != null; call = calls.next()) {
        Value key = call.invocation().key();
        Written written = key == null ? null : writes.get(key);
        if (key == null || written == null || !call.f().equals("read") || !call.isOk()) {
          continue;
        }
        boolean absent = call.result() == Value.NULL;
        long begin = call.invocation().time();
        long end = call.completion() == null ? begin : call.completion().time();
        boolean mustBeThere =
            written.to().filter(to -> begin > to).isPresent()
                && end < written.from() + written.timeToLive() - SLACK.toNanos();
        boolean mustBeGone =
            written
                .to()
                .filter(to -> begin > to + written.timeToLive() + SLACK.toNanos())
                .isPresent();
        judged += mustBeThere || mustBeGone ? 1 : 0;
        if ((mustBeThere && absent) || (mustBeGone && !absent)) {
          early += absent ? 1 : 0;
          late += absent ? 0 : 1;
          if (example.isEmpty()) {
            example =
                "key %s, to live %d ms, written between %d and %d ms, was %s when read at %d ms"
                    .formatted(
                        EdnValues.text(key),
                        millis(written.timeToLive()),
                        millis(written.from()),
                        millis(written.to().orElse(0L)),
                        absent ? "gone" : "there",
                        millis(begin));
          }
        }
      }
    }
    String sentence =
        early + late == 0
            ? judged + " reads, none too early gone or too late there"
            : "%d reads found a value gone too early, %d too late there: %s"
                .formatted(early, late, example);
    Conclusion conclusion =
        early + late > 0 ? Conclusion.INVALID : judged > 0 ? Conclusion.VALID : Conclusion.UNKNOWN;
    return List.of(new CheckResult("time to live", conclusion, sentence, Evidence.none()));
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }

  private static Map<Value, Written> writes(Path file) throws IOException {
    Map<Value, Written> writes = new HashMap<>();
    try (HistoryReader history = Checks.open(file)) {
      CallReader calls = new CallReader(history);
      for (Call call = calls.next(); call != null; call = calls.next()) {
        Value key = call.invocation().key();
        if (call.f().equals("write") && key != null && call.argument() instanceof Value.Int ttl) {
          Optional<Long> to =
              call.isOk() && call.completion() != null
                  ? Optional.of(call.completion().time())
                  : Optional.empty();
          writes.put(
              key,
              new Written(call.invocation().time(), to, Duration.ofMillis(ttl.value()).toNanos()));
        }
      }
    }
    return writes;
  }

  private static final class Mortals implements Load {
    private static final Duration OLDEST = LONGEST.plusSeconds(1);

    private final Setup setup;
    private final AtomicInteger keys = new AtomicInteger();

    /** Keys by when they were written, as far as reading them says anything. */
    private final ConcurrentSkipListMap<Long, Integer> recent = new ConcurrentSkipListMap<>();

    Mortals(Setup setup) {
      this.setup = setup;
    }

    @Override
    public void step(Caller caller, RandomGenerator random) {
      long now = caller.recording().time();
      recent.headMap(now - OLDEST.toNanos()).clear();
      Map.Entry<Long, Integer> some = recent.floorEntry(now - random.nextLong(OLDEST.toNanos()));
      if (some == null || random.nextInt(4) == 0) {
        int key = keys.getAndIncrement();
        write(caller, key, random);
        recent.put(now, key);
      } else {
        read(caller, some.getValue());
      }
    }

    private void write(Caller caller, int key, RandomGenerator random) {
      Duration timeToLive =
          Duration.ofMillis(random.nextLong(SHORTEST.toMillis(), LONGEST.toMillis()));
      caller.write(
          "write",
          Value.of(key),
          Value.of(timeToLive.toMillis()),
          client -> {
            Answer answer = client.putWithTimeToLive(path(key), "value " + key, timeToLive);
            return answer.isSuccess() ? Completion.ok(Value.NULL) : Caller.refused(answer);
          });
    }

    private Completion read(Caller caller, int key) {
      return caller.read(
          "read",
          Value.of(key),
          Value.NULL,
          client -> {
            Answer answer = client.get(path(key));
            return Replacement.isRead(answer)
                ? Completion.ok(answer.isSuccess() ? Value.of(true) : Value.NULL)
                : Completion.fail(answer.words());
          });
    }

    @Override
    public boolean finish(Caller caller) {
      for (int key = 0; key < keys.get(); key++) {
        if (!(read(caller, key) instanceof Completion.Ok)) {
          return false;
        }
      }
      return true;
    }

    private String path(int key) {
      return setup.prefix() + "t/" + key;
    }
  }
}
