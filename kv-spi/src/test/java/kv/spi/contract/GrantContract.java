package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.Look.State;
import org.junit.jupiter.api.Test;

/** Grants of one key, their intents and their commits. */
interface GrantContract extends LocksUnderTest {

  @Test
  default void a_free_key_is_granted_at_once_and_cleanly() {
    Grant grant = acquire(key("k"));
    assertThat(grant.key()).isEqualTo(key("k"));
    assertThat(grant.identity()).isEqualTo(locks().identity(soon()));
    assertThat(grant.revision()).isPositive();
    assertThat(grant.unclean()).isFalse();
    assertThat(grant.isLost()).isFalse();
    assertThat(commit(grant)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void a_held_key_is_refused_at_once_to_whoever_does_not_wait() {
    Grant grant = acquire(key("k"));
    assertRefused(Reason.LOCKED, () -> acquire(key("k")));
    assertRefused(Reason.LOCKED, () -> acquire(others(), key("k"), Duration.ZERO));
    assertThat(commit(grant)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void one_key_does_not_hold_up_another() {
    Grant a = acquire(key("a"));
    Grant b = acquire(key("a/b"));
    assertThat(commit(a)).isEqualTo(Commit.COMMITTED);
    assertThat(commit(b)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void keys_of_any_bytes_and_of_every_length_are_told_apart() {
    byte[] longest = new byte[Key.MAX_LENGTH];
    Key[] keys = {
      new Key(Bytes.wrap(new byte[] {0})),
      new Key(Bytes.wrap(new byte[] {0, 0})),
      new Key(Bytes.wrap(new byte[] {'/'})),
      new Key(Bytes.wrap(new byte[] {(byte) 0xFF})),
      new Key(Bytes.wrap(longest))
    };
    Grant[] grants = new Grant[keys.length];
    for (int i = 0; i < keys.length; i++) {
      grants[i] = acquire(keys[i]);
    }
    for (Grant grant : grants) {
      assertThat(commit(grant)).isEqualTo(Commit.COMMITTED);
    }
  }

  @Test
  default void revisions_grow_with_every_grant() {
    long last = 0;
    for (int i = 0; i < 10; i++) {
      Grant grant = acquire(i % 2 == 0 ? locks() : others(), key("k"), Duration.ZERO);
      assertThat(grant.revision()).isGreaterThan(last);
      last = grant.revision();
      if (i % 3 == 0) {
        abandon(grant);
      } else {
        commit(grant);
      }
    }
  }

  @Test
  default void a_write_is_undecided_from_the_grant_until_the_commit() {
    assertThat(look(key("k"))).isEqualTo(State.DECIDED);
    Grant grant = acquire(key("k"));
    assertThat(look(key("k"))).isEqualTo(State.HELD);
    assertThat(others().look(key("k"), soon()).state()).isEqualTo(State.HELD);
    commit(grant);
    assertThat(look(key("k"))).isEqualTo(State.DECIDED);
    assertThat(others().look(key("k"), soon()).identity()).isEqualTo(grant.identity());
  }

  @Test
  default void the_next_grant_after_a_commit_is_clean() {
    commit(acquire(key("k")));
    assertThat(acquire(key("k")).unclean()).isFalse();
  }

  @Test
  default void what_is_abandoned_stays_undecided_until_a_later_grant_commits() {
    abandon(acquire(key("k")));
    assertThat(look(key("k"))).isEqualTo(State.ABANDONED);
    Grant second = acquire(key("k"));
    assertThat(second.unclean()).isTrue();
    abandon(second);
    Grant third = acquire(others(), key("k"), Duration.ZERO);
    assertThat(third.unclean()).isTrue();
    assertThat(others().commit(third, soon())).isEqualTo(Commit.COMMITTED);
    assertThat(look(key("k"))).isEqualTo(State.DECIDED);
  }

  @Test
  default void a_commit_after_the_lock_went_to_another_is_lost_and_leaves_it_alone() {
    Grant first = acquire(key("k"));
    abandon(first);
    Grant second = acquire(key("k"));
    assertThat(commit(first)).isEqualTo(Commit.LOST);
    assertThat(look(key("k"))).isEqualTo(State.HELD);
    assertThat(commit(second)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void an_abandon_after_the_lock_went_to_another_leaves_it_alone() {
    Grant first = acquire(key("k"));
    abandon(first);
    Grant second = acquire(key("k"));
    locks().abandon(first);
    assertRefused(Reason.LOCKED, () -> acquire(key("k")));
    assertThat(commit(second)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void a_committed_grant_commits_nothing_later() {
    Grant first = acquire(key("k"));
    commit(first);
    Grant second = acquire(key("k"));
    assertThat(commit(first)).isEqualTo(Commit.LOST);
    assertThat(look(key("k"))).isEqualTo(State.HELD);
    assertThat(commit(second)).isEqualTo(Commit.COMMITTED);
  }

  /** Gives it up and waits for that, as it is nothing that one can wait for otherwise. */
  default void abandon(Grant grant) {
    locks().abandon(grant);
    until("the key is given up", () -> look(grant.key()) == State.ABANDONED);
  }
}
