package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import java.util.List;
import kv.spi.Bytes;
import kv.spi.Feature;
import kv.spi.ListQuery;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.Value;
import kv.spi.Version;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is not offered, or is too much, is refused and has no effect. */
interface RefusalContract extends StoreUnderTest {

  @Test
  default void a_value_above_the_limit_is_refused_as_too_large() {
    Value tooLarge = new Value(Bytes.wrap(new byte[maxValueSize() + 1]), "text/plain");
    assertRefused(Reason.TOO_LARGE, () -> put(Put.of(key("k"), tooLarge)));
    assertThat(get(key("k"))).isEmpty();

    Version before = write(key("k"), "v");
    assertRefused(Reason.TOO_LARGE, () -> put(Put.of(key("k"), tooLarge)));
    assertThat(versionOf(key("k"))).hasValue(before);
  }

  @Test
  default void a_time_to_live_beyond_what_it_can_count_is_kept_or_refused_as_invalid() {
    requires(Feature.TIME_TO_LIVE);
    for (Duration absurd :
        List.of(Duration.ofDays(400 * 365), Duration.ofSeconds(Long.MAX_VALUE))) {
      boolean kept;
      try {
        write(key("k"), "v", absurd);
        kept = true;
      } catch (NotAppliedException e) {
        assertThat(e.reason()).isEqualTo(Reason.INVALID);
        kept = false;
      }
      assertThat(get(key("k")).isPresent()).isEqualTo(kept);
      delete(key("k"));
    }
  }

  @Test
  default void preconditions_are_refused_where_they_are_not_offered() {
    lacking(Feature.CONDITIONAL_WRITES);
    Version before = write(key("k"), "v");
    for (Precondition condition :
        List.of(Precondition.absent(), Precondition.present(), Precondition.versionIs(before))) {
      assertRefused(
          Reason.NOT_OFFERED,
          () -> put(Put.of(key("k"), StoreUnderTest.text("w")).when(condition)));
      assertRefused(Reason.NOT_OFFERED, () -> deleteIf(key("k"), condition));
    }
    assertThat(versionOf(key("k"))).hasValue(before);
  }

  @Test
  default void a_time_to_live_is_refused_where_it_is_not_offered() {
    lacking(Feature.TIME_TO_LIVE);
    assertRefused(Reason.NOT_OFFERED, () -> write(key("k"), "v", Duration.ofHours(1)));
    assertThat(get(key("k"))).isEmpty();
  }

  @Test
  default void listing_is_refused_where_it_is_not_offered() {
    lacking(Feature.LISTING);
    write(key("k"), "v");
    assertRefused(Reason.NOT_OFFERED, () -> list(ListQuery.of(Bytes.EMPTY, 10)));
    assertRefused(Reason.NOT_OFFERED, () -> list(ListQuery.of(prefix(), 1)));
  }

  private void lacking(Feature feature) {
    assumeFalse(offers(feature), () -> "offered: " + feature);
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
