package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.DeleteResult;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Version;
import org.junit.jupiter.api.Test;

/** An entry with a time to live is there all that time, and then for nobody. */
interface TimeToLiveContract extends StoreUnderTest {

  Duration LONG = Duration.ofDays(1);

  @Test
  default void an_entry_does_not_expire_early_and_does_expire() {
    requires(Feature.TIME_TO_LIVE);
    long before = nanoTime();
    write(key("k"), "v", shortTimeToLive());
    await("it expires", () -> get(key("k")).isEmpty());
    assertThat(Duration.ofNanos(nanoTime() - before)).isGreaterThanOrEqualTo(shortTimeToLive());
  }

  @Test
  default void an_entry_is_there_while_its_time_lasts() {
    requires(Feature.TIME_TO_LIVE);
    write(key("k"), "v", LONG);
    assertThat(read(key("k"))).hasValue("v");
    assertThat(versionOf(key("k"))).isPresent();
  }

  @Test
  default void metadata_say_when_it_expires() {
    requires(Feature.TIME_TO_LIVE);
    write(key("k"), "v", LONG);
    Metadata metadata = get(key("k")).orElseThrow().metadata();
    assertThat(metadata.expires().orElseThrow())
        .isCloseTo(metadata.modified().plus(LONG), within(5, ChronoUnit.SECONDS));
    assertThat(backend().head(key("k"), soon())).hasValue(metadata);
  }

  @Test
  default void a_put_without_a_time_to_live_clears_it() {
    requires(Feature.TIME_TO_LIVE);
    write(key("k"), "expiring", shortTimeToLive());
    write(key("k"), "for ever");
    writeAndLetExpire(key("witness"));
    assertThat(read(key("k"))).hasValue("for ever");
    assertThat(get(key("k")).orElseThrow().metadata().expires()).isEmpty();
  }

  @Test
  default void a_put_with_a_longer_time_to_live_prolongs_it() {
    requires(Feature.TIME_TO_LIVE);
    write(key("k"), "expiring", shortTimeToLive());
    write(key("k"), "later", LONG);
    writeAndLetExpire(key("witness"));
    assertThat(read(key("k"))).hasValue("later");
  }

  @Test
  default void a_put_with_a_time_to_live_limits_one_without() {
    requires(Feature.TIME_TO_LIVE);
    write(key("k"), "for ever");
    writeAndLetExpire(key("k"));
    assertThat(read(key("k"))).isEmpty();
  }

  @Test
  default void a_put_that_was_not_applied_leaves_the_time_to_live_as_it_was() {
    requires(Feature.TIME_TO_LIVE);
    requires(Feature.CONDITIONAL_WRITES);
    write(key("k"), "expiring", shortTimeToLive());
    Put later = Put.of(key("k"), StoreUnderTest.text("later")).expiringAfter(LONG);
    PutResult result = put(later.when(Precondition.versionIs(new Version("none"))));
    assertThat(result).isInstanceOf(PreconditionFailed.class);
    await("it expires", () -> get(key("k")).isEmpty());
  }

  @Test
  default void a_delete_ends_the_time_to_live_too() {
    requires(Feature.TIME_TO_LIVE);
    write(key("k"), "expiring", shortTimeToLive());
    delete(key("k"));
    write(key("k"), "for ever");
    writeAndLetExpire(key("witness"));
    assertThat(read(key("k"))).hasValue("for ever");
  }

  @Test
  default void an_expired_entry_is_absent_for_head_and_for_writes() {
    requires(Feature.TIME_TO_LIVE);
    writeAndLetExpire(key("k"));
    assertThat(backend().head(key("k"), soon())).isEmpty();
    if (offers(Feature.REPORTS_PREVIOUS)) {
      assertThat(delete(key("k"))).isEqualTo(DeleteResult.NothingThere.NOTHING_THERE);
      assertThat(put(Put.of(key("k"), StoreUnderTest.text("v"))))
          .isInstanceOfSatisfying(
              PutResult.Stored.class,
              stored -> assertThat(stored.previous()).isEqualTo(Previous.ABSENT));
    }
  }

  @Test
  default void an_expired_entry_is_absent_for_preconditions() {
    requires(Feature.TIME_TO_LIVE);
    requires(Feature.CONDITIONAL_WRITES);
    Key key = key("k");
    Version expired = writeAndLetExpire(key);
    Put next = Put.of(key, StoreUnderTest.text("next"));
    PreconditionFailed absent = new PreconditionFailed(Optional.empty());
    assertThat(put(next.when(Precondition.present()))).isEqualTo(absent);
    assertThat(put(next.when(Precondition.versionIs(expired)))).isEqualTo(absent);
    assertThat(deleteIf(key, Precondition.versionIs(expired))).isEqualTo(absent);
    assertThat(put(next.when(Precondition.absent()))).isInstanceOf(PutResult.Stored.class);
    assertThat(read(key)).hasValue("next");
  }

  @Test
  default void an_expired_entry_is_not_listed() {
    requires(Feature.TIME_TO_LIVE);
    requires(Feature.LISTING);
    write(key("a"), "stays");
    write(key("c/1"), "goes", shortTimeToLive());
    write(key("d"), "stays", LONG);
    writeAndLetExpire(key("b"));
    await("all have expired", () -> get(key("c/1")).isEmpty());
    Page page = list(ListQuery.of(prefix(), 10).groupedBy(Bytes.utf8("/")));
    assertThat(page.entries().stream().map(Page.Listed::key).toList())
        .isEqualTo(List.of(key("a"), key("d")));
    assertThat(page.groups()).isEmpty();
    assertThat(page.entries().get(1).metadata().expires()).isPresent();
  }
}
