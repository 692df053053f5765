package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import kv.spi.lock.Grant;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look.State;
import org.junit.jupiter.api.Test;

/** The lives of the service. */
interface LifeContract extends LocksUnderTest {

  @Test
  default void all_front_ends_meet_the_same_identity_and_it_stays() {
    String identity = locks().identity(soon());
    commit(acquire(key("k")));
    assertThat(identity).matches("[A-Za-z0-9-]{1,64}");
    assertThat(locks().identity(soon())).isEqualTo(identity);
    assertThat(others().identity(soon())).isEqualTo(identity);
  }

  @Test
  default void a_new_life_has_another_identity_for_all() {
    String before = locks().identity(soon());
    locks().startNewLife(before, soon());
    String after = locks().identity(soon());
    assertThat(after).isNotEqualTo(before);
    assertThat(others().look(key("k"), soon()).identity()).isEqualTo(after);
    assertThat(others().acquire(key("k"), Purpose.WRITE, LONG, soon()))
        .extracting(Grant::identity)
        .isEqualTo(after);
  }

  @Test
  default void a_new_life_is_started_once_however_many_ask_for_it() {
    String before = locks().identity(soon());
    locks().startNewLife(before, soon());
    String after = locks().identity(soon());
    others().startNewLife(before, soon());
    assertThat(locks().identity(soon())).isEqualTo(after);
  }

  @Test
  default void nothing_of_the_life_before_can_be_committed_and_its_intents_stay() {
    Grant before = acquire(key("k"));
    locks().startNewLife(before.identity(), soon());
    assertThat(commit(before)).isEqualTo(Commit.LOST);
    locks().abandon(before);
    until("the key is given up", () -> look(key("k")) == State.ABANDONED);
    Grant after = acquire(key("k"));
    assertThat(after.unclean()).isTrue();
    assertThat(commit(after)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void a_rebuilt_service_is_another_life() {
    assumeTrue(rebuilt());
    Grant before = acquire(key("k"));
    rebuild();
    Grant after = acquire(others(), key("k"), LONG);
    assertThat(after.identity()).isNotEqualTo(before.identity());
    assertThat(commit(before)).isEqualTo(Commit.LOST);
    assertThat(look(key("k"))).isEqualTo(State.HELD);
    assertThat(others().commit(after, soon())).isEqualTo(Commit.COMMITTED);
  }
}
