package kv.spi.locked;

import java.util.ArrayDeque;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look;
import kv.spi.lock.Look.State;
import org.jspecify.annotations.Nullable;

/**
 * The lock service and the lock managers that talk to it, as {@link kv.spi.lock.LockManager}
 * describes them: each transaction is one step, requests and answers are messages. Leases end when
 * a holder is away for too long, or is cut off.
 */
final class SimulatedLockService {

  /** A key's lock as a front end was given it. */
  static final class Given implements Grant {
    private static final Key KEY = Key.utf8("k");

    private final Call call;
    private final String identity;
    private final long created;
    private final long revision;
    private final boolean unclean;

    private Given(Call call, String identity, long created, long revision, boolean unclean) {
      this.call = call;
      this.identity = identity;
      this.created = created;
      this.revision = revision;
      this.unclean = unclean;
    }

    @Override
    public Key key() {
      return KEY;
    }

    @Override
    public String identity() {
      return identity;
    }

    @Override
    public long revision() {
      return revision;
    }

    @Override
    public boolean unclean() {
      return unclean;
    }

    @Override
    public boolean isLost() {
      return false;
    }

    @Override
    public void whenLost(Runnable action) {}

    @Override
    public String toString() {
      return identity + "/" + revision + (unclean ? " unclean" : "");
    }
  }

  private record Waiter(Call call, Purpose purpose) {}

  private static final class KeyLock {
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
    private @Nullable Given holder;
    private boolean intent;
    private boolean committed;
  }

  private final World world;
  private final KeyLock[] keys;
  private String identity = "life-1";
  private int lives = 1;
  private long revision;
  private boolean storeLocked;

  SimulatedLockService(World world, int keys) {
    this.world = world;
    this.keys = new KeyLock[keys];
    clear();
  }

  private void clear() {
    for (int key = 0; key < keys.length; key++) {
      keys[key] = new KeyLock();
    }
  }

  String identity() {
    return identity;
  }

  /** Comes back empty and counts from 1 again. */
  void rebuild() {
    clear();
    revision = 0;
    identity = "life-" + ++lives;
    world.note(() -> "the lock service is rebuilt as " + identity);
  }

  void startNewLife(String before) {
    if (identity.equals(before)) {
      identity = "life-" + ++lives;
      world.note(() -> "the lock service is now " + identity);
    }
  }

  void lockStore(boolean locked) {
    storeLocked = locked;
    world.note(() -> "the store is " + (locked ? "locked" : "unlocked"));
    for (int key = 0; key < keys.length; key++) {
      handOver(key);
    }
  }

  void acquire(Call call, int key, Purpose purpose, long wait) {
    KeyLock lock = keys[key];
    lock.queue.add(new Waiter(call, purpose));
    handOver(key);
    if (!isQueued(lock, call)) {
      return;
    }
    if (wait == 0) {
      refuse(lock, call);
    } else {
      world.agenda.in(wait, () -> refuse(lock, call));
    }
  }

  private static boolean isQueued(KeyLock lock, Call call) {
    for (Waiter waiter : lock.queue) {
      if (waiter.call() == call) {
        return true;
      }
    }
    return false;
  }

  private void refuse(KeyLock lock, Call call) {
    if (lock.queue.removeIf(waiter -> waiter.call() == call)) {
      world.send(() -> call.fail(() -> new NotAppliedException(Reason.LOCKED, "locked")));
    }
  }

  private void handOver(int key) {
    KeyLock lock = keys[key];
    for (Waiter waiter : lock.queue) {
      if (lock.holder != null) {
        return;
      }
      if (waiter.purpose() == Purpose.FINISH || !storeLocked) {
        lock.queue.remove(waiter);
        // A waiter that went away is as a rule gone from the queue, too.
        if (!waiter.call().isOver() || world.any(4) == 0) {
          grant(key, lock, waiter.call());
        }
        handOver(key);
        return;
      }
    }
  }

  private void grant(int key, KeyLock lock, Call call) {
    FrontEnd owner = call.client.frontEnd;
    long created = ++revision;
    boolean unclean = lock.intent && !world.has(Fault.UNCLEAN_HAND_OVER_IGNORED);
    long shown = world.has(Fault.TOKENS_FROM_CLOCKS) ? owner.clockReading() : created;
    Given given = new Given(call, identity, created, shown, unclean);
    lock.holder = given;
    lock.intent = !world.has(Fault.NO_INTENTS);
    lock.committed = false;
    world.note(() -> "  %s has key %d as %s".formatted(call.client, key, given));
    if (call.isOver()) {
      expire(key, given, world.any(World.LEASE));
    } else if (owner.pausedUntil() > world.agenda.now()) {
      stopRenewing(key, lock, owner.pausedUntil());
    }
    if (world.happens(world.trouble().cut())) {
      expire(key, given, world.any(World.TIMEOUT));
    }
    world.send(() -> call.answer(given));
  }

  private void expire(int key, Given given, int ticks) {
    KeyLock lock = keys[key];
    world.agenda.in(
        ticks,
        () -> {
          if (lock.holder == given && keys[key] == lock) {
            world.note(() -> "  the lease of %s of key %d ends".formatted(given, key));
            lock.holder = null;
            lock.intent = lock.intent && !world.has(Fault.INTENT_GOES_WITH_THE_LEASE);
            handOver(key);
          }
        });
  }

  /** The lock manager of a call that failed leaves nothing behind for long. */
  void giveUp(int key, Call call) {
    KeyLock lock = keys[key];
    lock.queue.removeIf(waiter -> waiter.call() == call);
    Given holder = lock.holder;
    if (holder != null && holder.call == call) {
      expire(key, holder, world.any(World.LEASE));
    }
  }

  /** The lease of the key's holder ends soon. */
  void cutOff(int key) {
    Given holder = keys[key].holder;
    if (holder != null) {
      expire(key, holder, world.any(World.TIMEOUT / 2));
    }
  }

  /** The holder wants it no more. */
  void stopRenewing(int key, Given given) {
    if (keys[key].holder == given) {
      expire(key, given, world.between(World.LEASE / 2, World.LEASE));
    }
  }

  /** {@code owner} renews nothing from now on until {@code until}. */
  void stopRenewing(FrontEnd owner, long until) {
    for (int key = 0; key < keys.length; key++) {
      Given holder = keys[key].holder;
      if (holder != null && holder.call.client.frontEnd == owner) {
        stopRenewing(key, keys[key], until);
      }
    }
  }

  private void stopRenewing(int key, KeyLock lock, long until) {
    int left = world.between(World.LEASE / 2, World.LEASE);
    Given holder = lock.holder;
    if (holder != null && world.agenda.now() + left < until) {
      expire(key, holder, left);
    }
  }

  Commit commit(int key, Given grant) {
    KeyLock lock = keys[key];
    boolean held =
        lock.holder != null
            && lock.holder.created == grant.created
            && (world.has(Fault.IDENTITY_NOT_COMPARED) || grant.identity().equals(identity));
    if (held || world.has(Fault.COMMIT_DELETES_ANOTHERS_LOCK)) {
      lock.holder = null;
      lock.intent = world.has(Fault.COMMIT_LEAVES_THE_INTENT);
      lock.committed = true;
      handOver(key);
    }
    Commit outcome = held ? Commit.COMMITTED : Commit.LOST;
    world.note(() -> "  %s of key %d: %s".formatted(grant, key, outcome));
    return outcome;
  }

  void abandon(int key, Given grant) {
    KeyLock lock = keys[key];
    if (lock.holder == grant) {
      world.note(() -> "  %s of key %d is given up".formatted(grant, key));
      lock.holder = null;
      handOver(key);
    }
  }

  Look look(int key) {
    KeyLock lock = keys[key];
    if (!lock.intent) {
      return new Look(identity, State.DECIDED);
    }
    return new Look(identity, lock.holder == null ? State.ABANDONED : State.HELD);
  }

  /** Whether the key has an intent though the last grant was committed. */
  boolean leftAnIntent(int key) {
    return keys[key].committed && keys[key].intent;
  }
}
