package kv.spi.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.Look.State;
import kv.spi.lock.StoreLock;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The lock managers' contract tests find what is planted in one that otherwise keeps it. */
class LockContractBitesTest {

  private static final int WAITERS = 8;

  enum Planted {
    NO_INTENTS("a_write_is_undecided_from_the_grant_until_the_commit") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Look look(Key key, Deadline deadline) {
            return new Look(identity(deadline), State.DECIDED);
          }
        };
      }
    },
    COMMIT_LEAVES_THE_INTENT("the_next_grant_after_a_commit_is_clean") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Commit commit(Grant grant, Deadline deadline) {
            abandon(grant);
            return Commit.COMMITTED;
          }
        };
      }
    },
    ABANDON_DECIDES("the_next_after_an_abandoned_grant_is_served_uncleanly") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public void abandon(Grant grant) {
            Commit unused = commit(grant, Deadline.in(Duration.ofDays(1)));
          }
        };
      }
    },
    COMMITS_WHAT_IS_LOST("a_commit_after_the_lock_went_to_another_is_lost_and_leaves_it_alone") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Commit commit(Grant grant, Deadline deadline) {
            Commit unused = super.commit(grant, deadline);
            return Commit.COMMITTED;
          }
        };
      }
    },
    COMMITS_OF_ANOTHER_LIFE("nothing_of_the_life_before_can_be_committed_and_its_intents_stay") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Commit commit(Grant grant, Deadline deadline) {
            return grant.identity().equals(identity(deadline))
                ? super.commit(grant, deadline)
                : Commit.COMMITTED;
          }
        };
      }
    },
    INTENT_GOES_WITH_THE_LEASE("the_end_of_a_lease_serves_the_next_who_waits") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          void endLease(Grant grant) {
            Commit unused = commit(grant, Deadline.in(Duration.ofDays(1)));
            lose(grant);
          }
        };
      }
    },
    REVISIONS_FALL("revisions_grow_with_every_grant") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          private final AtomicInteger left = new AtomicInteger(1000);

          @Override
          public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
            Leased leased = (Leased) super.acquire(key, purpose, wait, deadline);
            return new Renumbered(leased, left.decrementAndGet());
          }

          @Override
          public Commit commit(Grant grant, Deadline deadline) {
            return super.commit(((Renumbered) grant).grant(), deadline);
          }

          @Override
          public void abandon(Grant grant) {
            super.abandon(((Renumbered) grant).grant());
          }
        };
      }
    },
    ONE_LOCK_FOR_ALL_KEYS("one_key_does_not_hold_up_another") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
            return super.acquire(Key.utf8("all"), purpose, wait, deadline);
          }
        };
      }
    },
    WAITING_IS_ASKING_AGAIN("whoever_does_not_wait_never_overtakes_one_who_does") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          private final AtomicInteger waiting = new AtomicInteger();

          @Override
          public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
            Deadline until = Deadline.in(wait);
            boolean waits = !wait.isZero();
            waiting.addAndGet(waits ? 1 : 0);
            try {
              while (waits && !until.hasPassed() && look(key, deadline).state() == State.HELD) {
                LockSupport.parkNanos(20_000_000);
              }
              return super.acquire(key, purpose, Duration.ZERO, deadline);
            } finally {
              waiting.addAndGet(waits ? -1 : 0);
            }
          }

          @Override
          public int waiting(Key key) {
            return waiting.get();
          }
        };
      }
    },
    OVERLOAD_IS_CALLED_LOCKED("more_than_may_wait_for_a_key_are_refused_as_overload") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
            try {
              return super.acquire(key, purpose, wait, deadline);
            } catch (NotAppliedException e) {
              throw new NotAppliedException(Reason.LOCKED, "later, maybe", e);
            }
          }
        };
      }
    },
    STORE_LOCK_IS_IGNORED("while_it_is_held_nobody_writes_but_what_was_begun_can_be_finished") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
            return super.acquire(key, Purpose.FINISH, wait, deadline);
          }
        };
      }
    },
    STORE_LOCK_KEEPS_ALL_OUT("while_it_is_held_nobody_writes_but_what_was_begun_can_be_finished") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
            return super.acquire(key, Purpose.WRITE, wait, deadline);
          }
        };
      }
    },
    ANYBODY_UNLOCKS_THE_STORE("only_one_owner_has_it_and_only_that_one_releases_it") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public boolean unlockStore(String owner, Deadline deadline) {
            return storeLock(deadline)
                .map(lock -> super.unlockStore(lock.owner(), deadline))
                .orElse(false);
          }
        };
      }
    },
    RENEWAL_IS_ANOTHER_GRANT(
        "its_owner_renews_it_through_any_front_end_and_it_stays_the_same_grant") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public StoreLock lockStore(
              String owner, Duration lease, Duration wait, Deadline deadline) {
            boolean unused = unlockStore(owner, deadline);
            return super.lockStore(owner, lease, wait, deadline);
          }
        };
      }
    },
    ONE_LIFE_FOR_EVER("a_new_life_has_another_identity_for_all") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public void startNewLife(String identity, Deadline deadline) {}
        };
      }
    },
    A_LIFE_FOR_EVERYBODY_WHO_ASKS("a_new_life_is_started_once_however_many_ask_for_it") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public void startNewLife(String identity, Deadline deadline) {
            super.startNewLife(identity(deadline), deadline);
          }
        };
      }
    },
    OPEN_FOR_EVER("calls_after_the_close_are_refused_as_unavailable") {
      @Override
      LocksWithLeases open() {
        return new LocksWithLeases(WAITERS) {
          @Override
          public void close() {}
        };
      }
    };

    private final String caughtBy;

    Planted(String caughtBy) {
      this.caughtBy = caughtBy;
    }

    abstract LocksWithLeases open();
  }

  private record Renumbered(LocksWithLeases.Leased grant, long revision) implements Grant {

    @Override
    public Key key() {
      return grant.key();
    }

    @Override
    public String identity() {
      return grant.identity();
    }

    @Override
    public boolean unclean() {
      return grant.unclean();
    }

    @Override
    public boolean isLost() {
      return grant.isLost();
    }

    @Override
    public void whenLost(Runnable action) {
      grant.whenLost(action);
    }
  }

  @ParameterizedTest
  @EnumSource(Planted.class)
  void a_planted_fault_fails_the_test_of_its_rule(Planted planted) {
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("planted", planted.name())
        .selectors(selectMethod(Faulty.class, planted.caughtBy))
        .execute()
        .testEvents()
        .assertThatEvents()
        .haveAtLeastOne(event(finishedWithFailure()));
  }

  static class Faulty extends LockManagerContractTest {

    private Planted planted = Planted.NO_INTENTS;

    @RegisterExtension
    final BeforeEachCallback configured =
        context ->
            planted =
                context.getConfigurationParameter("planted").map(Planted::valueOf).orElseThrow();

    @Override
    protected LockManager open() {
      return planted.open();
    }

    @Override
    protected boolean isShared() {
      return false;
    }

    @Override
    public int maxWaiters() {
      return WAITERS;
    }

    @Override
    public void endLease(Grant grant) {
      ((LocksWithLeases) locks()).endLease(grant);
    }
  }
}
