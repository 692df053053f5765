package kv.http.limit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was refused because a limit was met, by reason: {@code kv_refused_total}. */
public final class Refusals {

  /** Which limit it was. */
  public enum Reason {
    /** How often all connections were taken. */
    CONNECTIONS,
    CONNECTIONS_OF_ADDRESS,
    SLOW_HEAD,
    SLOW_BODY,
    SLOW_READER,
    HEAD_SIZE,
    VALUE_SIZE,
    RATE,
    REQUESTS,
    REQUESTS_OF_CLIENT,
    QUOTA_OF_KEYS,
    QUOTA_OF_BYTES;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final String DESCRIPTION = "What was refused because a limit was met, by reason";

  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  public Refusals(MeterRegistry registry) {
    for (Reason reason : Reason.values()) {
      LongAdder count = new LongAdder();
      counts.put(reason, count);
      FunctionCounter.builder("kv.refused", count, LongAdder::sum)
          .description(DESCRIPTION)
          .tag("reason", reason.word())
          .register(registry);
    }
  }

  public void count(Reason reason) {
    Objects.requireNonNull(counts.get(reason)).increment();
  }

  /** Counts an answer by its status, where the status alone says which limit it was. */
  public void answered(int status) {
    switch (status) {
      case 408 -> count(Reason.SLOW_BODY);
      case 413 -> count(Reason.VALUE_SIZE);
      case 414, 431 -> count(Reason.HEAD_SIZE);
      default -> {}
    }
  }
}
