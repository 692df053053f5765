package kv.http.limit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kv.http.call.RejectedCall;
import kv.http.call.WriteLimit;
import kv.http.limit.QuotaUsage.Reservation;
import kv.http.limit.Refusals.Reason;
import kv.spi.ConfigurationException;
import kv.spi.Deadline;
import kv.spi.Feature;
import kv.spi.KvBackend;
import kv.spi.KvException;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.Page;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quotas of keys and bytes under prefixes, kept approximately. A front end keeps no state and
 * shares its store with others, so how much is there is counted by listing it, now and then;
 * between two counts each front end adds what it lets through itself ({@link QuotaUsage}).
 *
 * <p>So one front end alone never lets a prefix grow beyond its quota. Several may together, by
 * what the others let through since the last count, each at most what was free then. And until the
 * next count what was overwritten or deleted still counts, so that a write may be refused for which
 * there would be room; except that one that needs none, over a value as large, never is.
 *
 * <p>A refusal is certain: nothing was sent.
 */
public final class Quotas implements WriteLimit, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Quotas.class);

  private static final int PAGE = 1_000;
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(30);

  private final List<QuotaUsage> usages;
  private final KvBackend backend;
  private final Refusals refusals;
  private final ScheduledExecutorService counting;

  private Quotas(List<QuotaUsage> usages, KvBackend backend, Refusals refusals) {
    this.usages = List.copyOf(usages);
    this.backend = backend;
    this.refusals = refusals;
    this.counting =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "kv-quotas");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to count; empty where no quota is configured.
   *
   * @throws ConfigurationException if the backend can't list keys, or the setting is malformed
   */
  public static Optional<Quotas> open(
      Settings settings, KvBackend backend, Refusals refusals, MeterRegistry registry) {
    Optional<String> text = settings.find(LimitSettings.QUOTA);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!backend.capabilities().offers(Feature.LISTING)) {
      throw new ConfigurationException(
          LimitSettings.QUOTA.name() + " needs a backend that lists keys, and this one does not");
    }
    Quotas quotas = new Quotas(usages(text.get()), backend, refusals);
    quotas.usages.forEach(usage -> register(usage, registry));
    long interval = settings.get(LimitSettings.QUOTA_INTERVAL).toMillis();
    var unused =
        quotas.counting.scheduleWithFixedDelay(quotas::count, 0, interval, TimeUnit.MILLISECONDS);
    return Optional.of(quotas);
  }

  private static List<QuotaUsage> usages(String text) {
    try {
      return Quota.parse(text).stream().map(QuotaUsage::new).toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is '%s': %s".formatted(LimitSettings.QUOTA.name(), text, e.getMessage()), e);
    }
  }

  private static void register(QuotaUsage usage, MeterRegistry registry) {
    String prefix = usage.quota().prefix();
    Gauge.builder("kv.quota.keys", usage, QuotaUsage::keys)
        .description("Keys under a prefix with a quota, as far as this front end knows")
        .tag("prefix", prefix)
        .register(registry);
    Gauge.builder("kv.quota.bytes", usage, QuotaUsage::bytes)
        .description("Bytes of the values under a prefix with a quota, as far as it knows")
        .tag("prefix", prefix)
        .register(registry);
  }

  @Override
  public PutResult put(Put put, Supplier<Optional<Metadata>> current, Supplier<PutResult> write) {
    List<Reservation> reservations = new ArrayList<>();
    try {
      for (QuotaUsage usage : usages) {
        if (put.key().bytes().startsWith(usage.quota().prefixBytes())) {
          reservations.add(reserve(usage, put, current));
        }
      }
    } catch (RejectedCall | NotAppliedException e) {
      reservations.forEach(Reservation::neededNothing);
      reservations.forEach(Reservation::ended);
      throw e;
    }
    try {
      PutResult result = write.get();
      settle(reservations, result);
      return result;
    } catch (RejectedCall | NotAppliedException e) {
      reservations.forEach(Reservation::neededNothing);
      throw e;
    } finally {
      reservations.forEach(Reservation::ended);
    }
  }

  private Reservation reserve(QuotaUsage usage, Put put, Supplier<Optional<Metadata>> current) {
    long size = put.value().bytes().length();
    Optional<Reservation> asNew = usage.reserve(1, size);
    if (asNew.isPresent()) {
      return asNew.get();
    }
    Optional<Metadata> before = current.get();
    long keys = before.isPresent() ? 0 : 1;
    long bytes = Math.max(0, size - before.map(Metadata::size).orElse(0L));
    return usage.reserve(keys, bytes).orElseThrow(() -> refused(usage, keys, bytes));
  }

  private RejectedCall refused(QuotaUsage usage, long keys, long bytes) {
    Reason reason = usage.exceededBy(keys, bytes).orElse(Reason.QUOTA_OF_BYTES);
    refusals.count(reason);
    Quota quota = usage.quota();
    return new RejectedCall(
        507,
        reason == Reason.QUOTA_OF_KEYS
            ? "'%s' has a quota of %d keys".formatted(quota.prefix(), quota.keys())
            : "'%s' has a quota of %d bytes".formatted(quota.prefix(), quota.bytes()));
  }

  private static void settle(List<Reservation> reservations, PutResult result) {
    if (result instanceof PreconditionFailed) {
      reservations.forEach(Reservation::neededNothing);
    } else if (((PutResult.Stored) result).previous() == PutResult.Previous.PRESENT) {
      reservations.forEach(Reservation::neededNoKey);
    }
  }

  private void count() {
    for (QuotaUsage usage : usages) {
      try {
        count(usage);
      } catch (KvException e) {
        LOG.warn(
            "what is under '{}' can't be counted now: {}", usage.quota().prefix(), e.getMessage());
      } catch (RuntimeException e) {
        if (counting.isShutdown()) {
          return;
        }
        // Thrown on, it would end the counting for good.
        LOG.error("what is under '{}' can't be counted", usage.quota().prefix(), e);
      }
    }
  }

  private void count(QuotaUsage usage) {
    usage.countBegins();
    ListQuery query = ListQuery.of(usage.quota().prefixBytes(), PAGE);
    long keys = 0;
    long bytes = 0;
    for (Optional<ListQuery> next = Optional.of(query); next.isPresent(); ) {
      Page page = backend.list(next.get(), Deadline.in(PAGE_TIMEOUT));
      keys += page.entries().size();
      bytes += page.entries().stream().mapToLong(entry -> entry.metadata().size()).sum();
      next = page.next().map(query::startingAfter);
    }
    usage.counted(keys, bytes);
  }

  /** Ends the counting; a count that runs is given up. */
  @Override
  public void close() {
    counting.shutdownNow();
  }
}
