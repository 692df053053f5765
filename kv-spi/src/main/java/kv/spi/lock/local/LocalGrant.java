package kv.spi.lock.local;

import java.util.ArrayList;
import java.util.List;
import kv.spi.Key;
import kv.spi.lock.Grant;

/** A grant that lasts until it is given up, or the life it belongs to ends. */
final class LocalGrant implements Grant {

  private final Key key;
  private final String identity;
  private final long revision;
  private final boolean unclean;
  private final List<Runnable> whenLost = new ArrayList<>();
  private boolean lost;
  private boolean over;

  LocalGrant(Key key, String identity, long revision, boolean unclean) {
    this.key = key;
    this.identity = identity;
    this.revision = revision;
    this.unclean = unclean;
  }

  @Override
  public Key key() {
    return key;
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
  public synchronized boolean isLost() {
    return lost;
  }

  @Override
  public void whenLost(Runnable action) {
    synchronized (this) {
      if (!lost) {
        if (!over) {
          whenLost.add(action);
        }
        return;
      }
    }
    action.run();
  }

  /** It is given up: nobody is told any more. */
  synchronized void end() {
    over = true;
    whenLost.clear();
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
