package kv.lock.etcd;

import java.util.ArrayList;
import java.util.List;
import kv.spi.Key;
import kv.spi.lock.Grant;

/** A grant under a lease of this front end. */
final class EtcdGrant implements Grant {

  private final Key key;
  private final Claim claim;
  private final long revision;
  private final boolean unclean;
  private final Lease lease;
  private final List<Runnable> whenLost = new ArrayList<>();
  private boolean lost;
  private boolean over;
  private boolean commitSent;

  EtcdGrant(Key key, Claim claim, long revision, boolean unclean, Lease lease) {
    this.key = key;
    this.claim = claim;
    this.revision = revision;
    this.unclean = unclean;
    this.lease = lease;
  }

  @Override
  public Key key() {
    return key;
  }

  @Override
  public String identity() {
    return claim.identity();
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
  public synchronized boolean isLost() {
    return lost || lease.isLost();
  }

  Claim claim() {
    return claim;
  }

  Lease lease() {
    return lease;
  }

  /** Whether a commit of unknown end may have been sent. */
  synchronized boolean isCommitSent() {
    return commitSent;
  }

  synchronized void commitIsSent() {
    commitSent = true;
  }

  @Override
  public void whenLost(Runnable action) {
    synchronized (this) {
      if (!lost && !lease.isLost()) {
        if (!over) {
          whenLost.add(action);
        }
        return;
      }
    }
    action.run();
  }

  /** It is given up; returns whether it was before. */
  synchronized boolean end() {
    boolean before = over;
    over = true;
    whenLost.clear();
    return before;
  }

  void lose() {
    List<Runnable> actions;
    synchronized (this) {
      lost = true;
      actions = List.copyOf(whenLost);
      whenLost.clear();
    }
    actions.forEach(Runnable::run);
  }
}
