package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Version;
import org.junit.jupiter.api.Test;

/** Every write makes a new version, and none is ever met again: no ABA. */
interface VersionContract extends StoreUnderTest {

  @Test
  default void a_write_of_an_equal_value_makes_a_new_version() {
    Version first = write(key("k"), "same");
    Version second = write(key("k"), "same");
    assertThat(second).isNotEqualTo(first);
    assertThat(versionOf(key("k"))).hasValue(second);
  }

  @Test
  default void a_version_is_not_used_again_after_a_delete() {
    Set<Version> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      assertThat(seen.add(write(key("k"), "v"))).as("new in round %d", i).isTrue();
      delete(key("k"));
    }
  }

  @Test
  default void a_version_is_not_used_again_after_an_expiry() {
    requires(Feature.TIME_TO_LIVE);
    Version expired = writeAndLetExpire(key("k"));
    assertThat(write(key("k"), "expiring")).isNotEqualTo(expired);
  }

  @Test
  default void a_version_is_not_used_again_after_the_store_was_opened_anew() {
    Set<Version> seen = new HashSet<>();
    seen.add(write(key("k"), "v"));
    for (int i = 0; i < 3; i++) {
      reopen();
      assertThat(seen.add(write(key("k"), "v"))).as("new in run %d", i).isTrue();
    }
  }

  @Test
  default void a_read_does_not_change_the_version() {
    Version version = write(key("k"), "v");
    get(key("k"));
    assertThat(versionOf(key("k"))).hasValue(version);
    assertThat(get(key("k")).orElseThrow().metadata().version()).isEqualTo(version);
  }

  @Test
  default void a_write_that_was_not_applied_does_not_change_the_version() {
    requires(Feature.CONDITIONAL_WRITES);
    Version version = write(key("k"), "v");
    PutResult refused = put(Put.of(key("k"), StoreUnderTest.text("w")).when(Precondition.absent()));
    assertThat(refused).isInstanceOf(PreconditionFailed.class);
    assertThat(versionOf(key("k"))).hasValue(version);
    assertThat(read(key("k"))).hasValue("v");
  }

  @Test
  default void a_version_from_before_a_delete_does_not_match_the_same_value_written_again() {
    requires(Feature.CONDITIONAL_WRITES);
    Version old = write(key("k"), "A");
    delete(key("k"));
    Version current = write(key("k"), "A");
    assertThat(put(Put.of(key("k"), StoreUnderTest.text("B")).when(Precondition.versionIs(old))))
        .isEqualTo(failedAt(current));
    assertThat(read(key("k"))).hasValue("A");
  }

  @Test
  default void a_version_from_before_an_expiry_does_not_match_the_same_value_written_again() {
    requires(Feature.CONDITIONAL_WRITES);
    requires(Feature.TIME_TO_LIVE);
    Key key = key("k");
    Version old = writeAndLetExpire(key);
    Version current = write(key, "expiring");
    assertThat(deleteIf(key, Precondition.versionIs(old))).isEqualTo(failedAt(current));
    assertThat(read(key)).hasValue("expiring");
  }

  private static PreconditionFailed failedAt(Version current) {
    return new PreconditionFailed(Optional.of(current));
  }
}
