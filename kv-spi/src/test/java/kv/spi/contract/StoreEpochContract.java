package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Epochs of the lives of the lock service. */
interface StoreEpochContract extends TimestampedStoreUnderTest {

  @Test
  default void each_new_identity_gets_an_epoch_above_all_before() {
    long first = epoch("a").orElseThrow();
    long second = epoch("b").orElseThrow();
    long third = epoch("c").orElseThrow();
    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
    assertThat(first).isGreaterThanOrEqualTo(1);
  }

  @Test
  default void the_identity_met_last_keeps_its_epoch() {
    long epoch = epoch("a").orElseThrow();
    assertThat(epoch("a")).hasValue(epoch);
    assertThat(store().epoch(identity("a"), soon())).hasValue(epoch);
  }

  @Test
  default void an_identity_after_which_another_was_met_is_over_for_ever() {
    epoch("a");
    long second = epoch("b").orElseThrow();
    assertThat(epoch("a")).isEmpty();
    assertThat(epoch("b")).hasValue(second);
    epoch("c");
    assertThat(epoch("a")).isEmpty();
    assertThat(epoch("b")).isEmpty();
  }

  @Test
  default void many_that_meet_one_identity_at_once_agree_on_its_epoch() throws Exception {
    List<OptionalLong> epochs = Race.of(8, thread -> epoch("a"));
    assertThat(Set.copyOf(epochs)).hasSize(1).allMatch(OptionalLong::isPresent);
  }

  @Test
  default void of_many_identities_at_once_each_that_gets_an_epoch_gets_one_of_its_own()
      throws Exception {
    Set<Long> given =
        new HashSet<>(
            Race.of(8, thread -> epoch("a" + thread)).stream()
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .collect(Collectors.toList()));
    int stillTheLast = 0;
    for (int i = 0; i < 8; i++) {
      OptionalLong epoch = epoch("a" + i);
      if (epoch.isPresent()) {
        stillTheLast++;
        given.add(epoch.getAsLong());
      }
    }
    assertThat(stillTheLast).isEqualTo(1);
    assertThat(given).isNotEmpty();
    assertThat(epoch("fresh").orElseThrow()).isGreaterThan(given.stream().max(Long::compare).get());
  }

  private OptionalLong epoch(String name) {
    return store().epoch(identity(name), soon());
  }

  /** Unique in the run, since a store remembers every identity. */
  private String identity(String name) {
    return UUID.nameUUIDFromBytes(key(name).bytes().toArray()).toString();
  }
}
