package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Feature;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Row;
import kv.spi.Row.Deleted;
import kv.spi.Row.Present;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link TimestampedStore} as tests. Extend it and say how to open your store; the
 * tests need no empty store, since each works on keys of its own.
 */
public abstract class TimestampedStoreContractTest
    implements StoreOrderContract, StoreIndexContract, StoreEpochContract {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String run = "store/" + UUID.randomUUID() + "/";
  private Optional<TimestampedStore> store = Optional.empty();

  /** Opens the store as it is to be tested; called before each test and closed after it. */
  @Override
  public abstract TimestampedStore open();

  /** False for what this store, as opened, does not offer. */
  @Override
  public boolean offers(Feature feature) {
    return true;
  }

  /** The largest value that the store was told it would meet. */
  protected int maxValueSize() {
    return 64 * 1024;
  }

  @BeforeEach
  final void openStore() {
    store = Optional.of(open());
  }

  @AfterEach
  final void closeStore() {
    store.ifPresent(TimestampedStore::close);
  }

  @Override
  public final TimestampedStore store() {
    return store.orElseThrow(() -> new IllegalStateException("not open"));
  }

  @Override
  public final Bytes prefix() {
    return Bytes.utf8(run);
  }

  /** Waits for what the store does at some time soon. */
  @Override
  public final void awaitReading(Key key, Reading expected) {
    long start = System.nanoTime();
    while (!read(key).equals(expected) && System.nanoTime() - start < PATIENCE.toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(read(key)).isEqualTo(expected);
  }

  @Test
  final void what_it_declares_is_what_these_tests_expect_of_it() {
    Set<Feature> expected = EnumSet.of(Feature.LISTING, Feature.TIME_TO_LIVE, Feature.RETENTION);
    expected.removeIf(feature -> !offers(feature));
    assertThat(store().features()).isEqualTo(expected);
  }

  @Test
  final void nothing_is_under_a_key_that_was_never_written() {
    assertThat(read(key("k"))).isEqualTo(Reading.NOTHING);
  }

  @Test
  final void a_row_comes_back_as_it_was_written() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    Row row =
        new Row(
            new Token(Token.MAX_EPOCH, Token.MAX_REVISION),
            new Token(1, 1),
            new Present(
                "text/plain; charset=\"ü\"",
                256,
                Instant.parse("2026-02-03T04:05:06.789Z"),
                Optional.empty(),
                Optional.of(Bytes.wrap(everyByte))));
    write(key("k"), row);
    assertThat(read(key("k"))).isEqualTo(pending(row));
  }

  @Test
  final void the_expiry_of_a_row_comes_back_as_it_was_written() {
    assumeTrue(offers(Feature.TIME_TO_LIVE));
    Instant expires = Instant.ofEpochMilli(Instant.now().toEpochMilli()).plusSeconds(3600);
    Row row =
        Row.of(
            new Token(1, 5),
            new Present(
                "x/y",
                1,
                Instant.ofEpochMilli(1),
                Optional.of(expires),
                Optional.of(Bytes.utf8("v"))));
    write(key("k"), row);
    assertThat(read(key("k"))).isEqualTo(pending(row));
    write(key("k"), value(6, "w"));
    assertThat(read(key("k"))).isEqualTo(pending(value(6, "w")));
  }

  @Test
  final void a_row_that_has_just_expired_is_still_there_for_somebody_to_expire() {
    assumeTrue(offers(Feature.TIME_TO_LIVE));
    Instant past = Instant.ofEpochMilli(Instant.now().toEpochMilli()).minusSeconds(1);
    Row row =
        Row.of(
            new Token(1, 5),
            new Present("x/y", 1, past, Optional.of(past), Optional.of(Bytes.utf8("v"))));
    write(key("k"), row);
    assertThat(read(key("k"))).isEqualTo(pending(row));
  }

  @Test
  final void an_empty_value_is_not_an_absent_one() {
    write(key("k"), value(5, ""));
    assertThat(read(key("k"))).isEqualTo(pending(value(5, "")));
  }

  @Test
  final void the_largest_value_comes_back_and_a_larger_one_is_refused() {
    write(key("k"), value(5, "x".repeat(maxValueSize())));
    assertThat(read(key("k"))).isEqualTo(pending(value(5, "x".repeat(maxValueSize()))));
    assertThatThrownBy(() -> write(key("k"), value(6, "x".repeat(maxValueSize() + 1))))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  final void a_read_without_values_tells_all_but_the_value() {
    write(key("k"), value(5, "four"));
    Row row = store().read(key("k"), false, soon()).row().orElseThrow();
    assertThat(row.token()).isEqualTo(new Token(1, 5));
    assertThat(row.content())
        .isEqualTo(
            new Present("x/y", 4, Instant.ofEpochMilli(5), Optional.empty(), Optional.empty()));
  }

  @Test
  final void the_marker_of_a_delete_comes_back_and_leaves_nothing_of_what_was_there() {
    write(key("k"), value(5, "v"));
    write(key("k"), deleted(6));
    assertThat(read(key("k"))).isEqualTo(pending(deleted(6)));
    write(key("k"), value(7, "w"));
    assertThat(read(key("k"))).isEqualTo(pending(value(7, "w")));
  }

  @Test
  final void a_repetition_keeps_the_token_that_it_came_from() {
    Row repeated = value(5, "v").repeatedAt(new Token(1, 8));
    write(key("k"), repeated);
    assertThat(read(key("k")).row().orElseThrow().origin()).isEqualTo(new Token(1, 5));
    write(key("d"), deleted(5).repeatedAt(new Token(1, 8)));
    assertThat(read(key("d")).row().orElseThrow())
        .isEqualTo(new Row(new Token(1, 8), new Token(1, 5), Deleted.DELETED));
  }

  @Test
  final void many_keys_are_read_in_the_order_in_which_they_are_asked_for() {
    write(key("a"), value(1, "a"));
    write(key("c"), deleted(2));
    assertThat(store().readAll(List.of(key("c"), key("b"), key("a"), key("c")), true, soon()))
        .containsExactly(
            pending(deleted(2)), Reading.NOTHING, pending(value(1, "a")), pending(deleted(2)));
    assertThat(store().readAll(List.of(), true, soon())).isEmpty();
  }

  @Test
  final void an_open_store_is_healthy() {
    store().read(key("k"), true, soon());
    assertThat(store().health()).isEqualTo(Health.Up.UP);
  }

  @Test
  final void calls_after_the_close_are_refused_as_unavailable() {
    store().close();
    store().close();
    assertUnavailable(() -> read(key("k")));
    assertUnavailable(() -> write(key("k"), value(1, "v")));
    assertUnavailable(() -> store().epoch(UUID.randomUUID().toString(), soon()));
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  @Override
  public final Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20));
  }
}
