package kv.spi;

/** What concurrent clients of a backend may rely on, in the words of the documentation. */
public enum Guarantee {
  /**
   * Each key behaves as if every operation on it took effect at one instant between its call and
   * its return (Herlihy and Wing, 1990).
   */
  LINEARIZABLE("linearizable per key"),
  /** Concurrent writes are ordered by the front ends' clocks; one may silently undo another. */
  LAST_WRITE_WINS("last write wins by the front ends' clocks"),
  /** A read may miss acknowledged writes for a while. */
  EVENTUAL("eventual");

  private final String words;

  Guarantee(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
