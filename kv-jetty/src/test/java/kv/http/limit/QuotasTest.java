package kv.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import kv.http.limit.QuotaUsage.Reservation;
import kv.http.limit.Refusals.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {

  private final QuotaUsage usage = new QuotaUsage(new Quota("a/", 10, 100));

  private Reservation reserve(long bytes) {
    return usage.reserve(1, bytes).orElseThrow();
  }

  @Test
  void quotas_are_read_as_they_are_written() {
    assertThat(Quota.parse("users/ keys=1000 bytes=1GiB; * bytes=10 ;"))
        .isEqualTo(
            List.of(new Quota("users/", 1_000, 1L << 30), new Quota("*", Long.MAX_VALUE, 10)));
    assertThat(Quota.parse("* keys=1").get(0).prefixBytes().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/", "a/ keys", "a/ keys=x", "a/ bytes=1TB", "a/ keys=1 size=2"})
  void what_is_no_quota_is_refused(String text) {
    assertThatThrownBy(() -> Quota.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_was_counted_and_what_was_let_through_since_never_exceed_the_quota() {
    usage.countBegins();
    usage.counted(8, 50);
    reserve(20).ended();
    reserve(30).ended();
    assertThat(usage.reserve(1, 0)).isEmpty();
    assertThat(usage.exceededBy(1, 0)).isEqualTo(Optional.of(Reason.QUOTA_OF_KEYS));
    assertThat(usage.reserve(0, 1)).isEmpty();
    assertThat(usage.exceededBy(0, 1)).isEqualTo(Optional.of(Reason.QUOTA_OF_BYTES));
    assertThat(usage.reserve(0, 0)).isPresent();
  }

  @Test
  void room_that_was_not_needed_is_given_back() {
    Reservation refused = reserve(100);
    refused.neededNothing();
    refused.ended();
    Reservation overwrite = reserve(100);
    overwrite.neededNoKey();
    overwrite.ended();
    assertThat(usage.keys()).isZero();
    assertThat(usage.bytes()).isEqualTo(100);
  }

  @Test
  void what_is_under_way_when_a_count_begins_is_added_to_what_it_finds() {
    Reservation before = reserve(1);
    before.ended();
    Reservation underWay = reserve(10);
    usage.countBegins();
    Reservation during = reserve(20);
    usage.counted(1, 1);
    assertThat(usage.keys()).isEqualTo(3);
    assertThat(usage.bytes()).isEqualTo(31);
    underWay.neededNothing();
    underWay.ended();
    assertThat(usage.bytes()).isEqualTo(21);
    during.ended();
    usage.countBegins();
    usage.counted(2, 21);
    assertThat(usage.keys()).isEqualTo(2);
    assertThat(usage.bytes()).isEqualTo(21);
  }

  @Test
  void a_count_that_failed_changes_nothing() {
    reserve(10).ended();
    usage.countBegins();
    reserve(10).ended();
    usage.countBegins();
    assertThat(usage.bytes()).isEqualTo(20);
    usage.counted(2, 20);
    assertThat(usage.bytes()).isEqualTo(20);
  }

  @Test
  void a_write_that_is_over_by_itself_can_not_overflow() {
    assertThat(usage.reserve(1, Long.MAX_VALUE)).isEmpty();
    QuotaUsage all = new QuotaUsage(new Quota("*", Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(all.reserve(1, 1 << 20)).isPresent();
  }
}
