package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import kv.spi.Key;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.Token;
import org.junit.jupiter.api.Test;

/** The highest token stays, in whatever order rows, marks and removals arrive. */
interface StoreOrderContract extends TimestampedStoreUnderTest {

  @Test
  default void a_row_with_a_higher_token_replaces_what_is_there() {
    write(key("k"), value(5, "old"));
    write(key("k"), value(6, "new"));
    assertThat(read(key("k"))).isEqualTo(pending(value(6, "new")));
  }

  @Test
  default void a_row_with_a_lower_token_changes_nothing_whatever_it_is() {
    write(key("k"), value(6, "new"));
    write(key("k"), value(5, "older but of a greater value"));
    write(key("k"), deleted(4));
    assertThat(read(key("k"))).isEqualTo(pending(value(6, "new")));
    write(key("d"), deleted(6));
    write(key("d"), value(5, "old"));
    assertThat(read(key("d"))).isEqualTo(pending(deleted(6)));
  }

  @Test
  default void a_higher_epoch_beats_every_revision_of_a_lower_one() {
    Row rebuilt = value(new Token(2, 1), "rebuilt");
    write(key("k"), value(new Token(1, Token.MAX_REVISION), "before"));
    write(key("k"), rebuilt);
    write(key("k"), value(new Token(1, Token.MAX_REVISION), "late"));
    assertThat(read(key("k"))).isEqualTo(pending(rebuilt));
  }

  @Test
  default void the_same_write_again_changes_nothing() {
    write(key("k"), value(5, "v"));
    write(key("k"), value(5, "v"));
    assertThat(read(key("k"))).isEqualTo(pending(value(5, "v")));
  }

  @Test
  default void a_mark_is_soon_there_and_leaves_the_row_as_it_is() {
    write(key("k"), value(5, "v"));
    store().mark(key("k"), new Token(1, 5));
    awaitReading(key("k"), marked(value(5, "v"), 5));
  }

  @Test
  default void a_mark_stays_below_a_newer_row_and_a_lower_one_does_not_lower_it() {
    write(key("k"), value(5, "v"));
    store().mark(key("k"), new Token(1, 5));
    awaitReading(key("k"), marked(value(5, "v"), 5));
    write(key("k"), value(7, "w"));
    assertThat(read(key("k"))).isEqualTo(marked(value(7, "w"), 5));
    store().mark(key("k"), new Token(1, 4));
    store().mark(key("k"), new Token(1, 7));
    awaitReading(key("k"), marked(value(7, "w"), 7));
  }

  @Test
  default void what_is_removed_is_soon_gone_with_its_mark() {
    write(key("k"), value(4, "v"));
    store().mark(key("k"), new Token(1, 4));
    write(key("k"), deleted(5));
    store().remove(key("k"), new Token(1, 5));
    awaitReading(key("k"), Reading.NOTHING);
  }

  @Test
  default void a_late_write_of_what_was_removed_does_not_bring_it_back() {
    write(key("k"), deleted(5));
    store().remove(key("k"), new Token(1, 5));
    awaitReading(key("k"), Reading.NOTHING);
    write(key("k"), value(4, "late"));
    write(key("k"), deleted(5));
    assertThat(read(key("k"))).isEqualTo(Reading.NOTHING);
  }

  @Test
  default void a_late_removal_leaves_what_is_newer() {
    write(key("k"), deleted(5));
    write(key("k"), value(6, "new"));
    store().mark(key("k"), new Token(1, 6));
    awaitReading(key("k"), marked(value(6, "new"), 6));
    store().remove(key("k"), new Token(1, 5));
    write(key("other"), deleted(5));
    store().remove(key("other"), new Token(1, 5));
    awaitReading(key("other"), Reading.NOTHING);
    assertThat(read(key("k"))).isEqualTo(marked(value(6, "new"), 6));
  }

  @Test
  default void a_key_that_was_removed_can_be_written_again() {
    write(key("k"), deleted(5));
    store().remove(key("k"), new Token(1, 5));
    awaitReading(key("k"), Reading.NOTHING);
    write(key("k"), value(6, "again"));
    assertThat(read(key("k"))).isEqualTo(pending(value(6, "again")));
  }

  @Test
  default void of_many_writes_at_once_the_highest_token_stays() throws Exception {
    Race.of(
        8,
        thread -> {
          for (int i = 0; i < 25; i++) {
            long revision = 1 + i * 8L + thread;
            write(key("k"), value(revision, "v" + revision));
          }
          return true;
        });
    assertThat(read(key("k"))).isEqualTo(pending(value(200, "v200")));
  }

  @Test
  default void a_read_sees_what_was_acknowledged_before_it_and_no_later_read_sees_less()
      throws Exception {
    Key key = key("k");
    AtomicLong acknowledged = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    List<Callable<Boolean>> legs = new ArrayList<>();
    legs.add(
        () -> {
          for (long revision = 1; revision <= 200; revision++) {
            write(key, value(revision, "v" + revision));
            acknowledged.set(revision);
          }
          return true;
        });
    for (int reader = 0; reader < 3; reader++) {
      legs.add(
          () -> {
            while (acknowledged.get() < 200) {
              long floor = Math.max(acknowledged.get(), seen.get());
              Optional<Row> row = read(key).row();
              long found = row.map(it -> it.token().revision()).orElse(0L);
              assertThat(found).isGreaterThanOrEqualTo(floor);
              row.ifPresent(it -> assertThat(it).isEqualTo(value(found, "v" + found)));
              seen.accumulateAndGet(found, Math::max);
            }
            return true;
          });
    }
    Race.of(legs);
  }
}
