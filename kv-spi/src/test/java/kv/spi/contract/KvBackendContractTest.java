package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Bytes;
import kv.spi.Capabilities;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider.Context;
import kv.spi.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link KvBackend} as tests, one interface per topic. Extend it and say how to
 * open your backend; every feature is expected until you switch it off in {@link #offers}. The
 * tests need no empty store: each works on keys of its own, except for a few whose first byte is
 * 0x00 or 0xFF.
 */
public abstract class KvBackendContractTest
    implements ReadWriteContract,
        VersionContract,
        PreconditionContract,
        ConcurrencyContract,
        TimeToLiveContract,
        ListingContract,
        PagingContract,
        RefusalContract,
        LifecycleContract {

  private final String run = "contract/" + Long.toHexString(System.nanoTime()) + "-" + hashCode();
  private Optional<KvBackend> backend = Optional.empty();

  /** Opens the backend as it is to be tested; called before each test and closed after it. */
  @Override
  public abstract KvBackend open();

  /** False for what this backend, as opened, does not offer: it must refuse that. */
  @Override
  public boolean offers(Feature feature) {
    return true;
  }

  /** What the backend must declare. */
  protected Guarantee guarantee() {
    return Guarantee.LINEARIZABLE;
  }

  /** The largest value that the backend was told it would meet. */
  @Override
  public int maxValueSize() {
    return 64 * 1024;
  }

  /** A time to live that may really pass in a test. */
  @Override
  public Duration shortTimeToLive() {
    return Duration.ofMillis(300);
  }

  /**
   * How often to repeat what is usually repeated {@code usual} times: fewer where each call takes
   * milliseconds, such as over a network.
   */
  @Override
  public int rounds(int usual) {
    return usual;
  }

  /** The monotonic clock the backend goes by, in nanoseconds. */
  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Lets time pass, {@code atMost} at a time, while a test polls for what it waits for. A backend
   * with an injected clock moves it by just that.
   */
  @Override
  public void letTimePass(Duration atMost) {
    LockSupport.parkNanos(Math.min(atMost.toNanos(), Duration.ofMillis(5).toNanos()));
  }

  /** What a provider is opened with: these settings, the system's clocks, {@link #maxValueSize}. */
  protected final Context context(Map<String, String> settings) {
    return new Context(
        new Settings(name -> Optional.ofNullable(settings.get(name))),
        InstantSource.system(),
        System::nanoTime,
        maxValueSize());
  }

  @Override
  public final KvBackend backend() {
    return backend.orElseThrow(() -> new IllegalStateException("not open"));
  }

  @Override
  public final Bytes prefix() {
    return Bytes.utf8(run + "/");
  }

  @BeforeEach
  final void openBackend() {
    backend = Optional.of(open());
  }

  @AfterEach
  final void closeBackend() {
    backend.ifPresent(KvBackend::close);
    backend = Optional.empty();
  }

  @Override
  public final void reopen() {
    closeBackend();
    openBackend();
  }

  @Test
  final void what_it_declares_is_what_these_tests_expect_of_it() {
    Set<Feature> expected = EnumSet.noneOf(Feature.class);
    for (Feature feature : Feature.values()) {
      if (offers(feature)) {
        expected.add(feature);
      }
    }
    assertThat(backend().capabilities()).isEqualTo(new Capabilities(expected, guarantee()));
  }
}
