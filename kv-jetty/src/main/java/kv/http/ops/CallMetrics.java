package kv.http.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import kv.http.call.CallObserver;
import kv.http.call.Operation;
import kv.spi.Outcome;

/**
 * Counts and times the calls by operation and outcome, as histograms. All meters exist from the
 * start, so that a rate over one that never happened is 0 and not absent.
 */
public final class CallMetrics implements CallObserver {

  private final Map<Operation, Map<Outcome, Timer>> timers = new EnumMap<>(Operation.class);

  public CallMetrics(MeterRegistry registry, String backend) {
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
  public void decided(Operation operation, Outcome outcome, long nanos) {
    Objects.requireNonNull(Objects.requireNonNull(timers.get(operation)).get(outcome))
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
