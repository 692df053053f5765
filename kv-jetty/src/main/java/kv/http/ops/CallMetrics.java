package kv.http.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import kv.http.call.Call;
import kv.http.call.CallObserver;
import kv.http.call.Operation;
import kv.http.call.Reply;
import kv.spi.Outcome;

/**
 * Counts and times the calls by operation and outcome, as histograms. All meters exist from the
 * start, so that a rate over one that never happened is 0 and not absent.
 */
public final class CallMetrics implements CallObserver {

  private final Map<Operation, Map<Outcome, Timer>> timers = new EnumMap<>(Operation.class);
  private final Counter unauthenticated;
  private final Counter forbidden;

  public CallMetrics(MeterRegistry registry, String backend) {
    unauthenticated = refusals(registry, 401);
    forbidden = refusals(registry, 403);
    for (Operation operation : Operation.values()) {
      Map<Outcome, Timer> byOutcome = new EnumMap<>(Outcome.class);
      timers.put(operation, byOutcome);
      for (Outcome outcome : Outcome.values()) {
        byOutcome.put(
            outcome,
            Timer.builder("kv.calls")
                .description("Calls by operation and outcome")
                .tag("operation", operation.word())
                .tag("outcome", outcome.word())
                .tag("backend", backend)
                .publishPercentileHistogram()
                .register(registry));
      }
    }
  }

  @Override
  public void decided(Operation operation, Call call, Reply reply, long nanos) {
    Objects.requireNonNull(Objects.requireNonNull(timers.get(operation)).get(reply.outcome()))
        .record(nanos, TimeUnit.NANOSECONDS);
    if (reply.status() == 401) {
      unauthenticated.increment();
    } else if (reply.status() == 403) {
      forbidden.increment();
    }
  }

  private static Counter refusals(MeterRegistry registry, int status) {
    return Counter.builder("kv.calls.refused")
        .description("Calls that were not let in")
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
