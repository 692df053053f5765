package kv.spi;

/** A request to remove a key. */
public record Delete(Key key, Precondition precondition) {

  /** Removes {@code key}, whatever is there. */
  public static Delete of(Key key) {
    return new Delete(key, Precondition.none());
  }

  public Delete when(Precondition condition) {
    return new Delete(key, condition);
  }
}
