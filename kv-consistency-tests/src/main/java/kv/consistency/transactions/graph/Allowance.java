package kv.consistency.transactions.graph;

import java.util.function.BooleanSupplier;

/**
 * What a check may still spend. Memory is an account: bytes are taken before they are allocated and
 * given back when they are garbage, so what is not in the account (objects of a few bytes,
 * examples) must be bounded by what is. Time is a question asked once in a few thousand steps of
 * work, and every loop over the history or a graph counts its steps. One thread's.
 */
public final class Allowance {

  /** What was used up. */
  public enum Limit {
    TIME,
    MEMORY
  }

  /** Ends what can't be afforded, from wherever it is. */
  public static final class Spent extends Exception {
    private static final long serialVersionUID = 1L;
    private final Limit limit;

    Spent(Limit limit) {
      super(limit.toString(), null, false, false);
      this.limit = limit;
    }

    public Limit limit() {
      return limit;
    }
  }

  /** Bytes that an entry of a hash map, with a key and a value of its own, takes or nearly so. */
  public static final int ENTRY = 96;

  private static final int STEPS_BETWEEN_LOOKS = 1 << 12;

  /** Bytes that are allocated and cleared in the time of one step. */
  private static final int BYTES_A_STEP = 64;

  private static final int HEADER = 16;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final long bytes;
  private final BooleanSupplier expired;
  private long taken;
  private long steps;
  private boolean over;

  /**
   * @param bytes that may be held at a time
   * @param expired whether the time is over
   */
  public Allowance(long bytes, BooleanSupplier expired) {
    this.bytes = bytes;
    this.expired = expired;
  }

  /** No limits at all. */
  public static Allowance unlimited() {
    return new Allowance(Long.MAX_VALUE, () -> false);
  }

  /** Takes memory, before it is allocated. */
  public void take(long wanted) throws Spent {
    if (wanted > bytes - taken) {
      throw new Spent(Limit.MEMORY);
    }
    taken += wanted;
    work(wanted / BYTES_A_STEP);
  }

  public void giveBack(long unused) {
    taken -= unused;
  }

  /** How much is taken: to give back, later, all that was taken since. */
  public long taken() {
    return taken;
  }

  public void giveBackTo(long earlier) {
    taken = earlier;
  }

  /** Counts work, and ends it if time is over. */
  public void work(long more) throws Spent {
    steps += more;
    if (steps >= STEPS_BETWEEN_LOOKS) {
      look();
    }
  }

  /** Asks at once whether the time is over. */
  public void look() throws Spent {
    steps = 0;
    over = over || expired.getAsBoolean();
    if (over) {
      throw new Spent(Limit.TIME);
    }
  }

  /** An array that is paid for. */
  public int[] ints(long length) throws Spent {
    take(bytesOfInts(length));
    return new int[checked(length)];
  }

  /** An array that is paid for. */
  public long[] longs(long length) throws Spent {
    take(HEADER + Long.BYTES * length);
    return new long[checked(length)];
  }

  /** An array that is paid for. */
  public byte[] bytes(long length) throws Spent {
    take(HEADER + length);
    return new byte[checked(length)];
  }

  /** An array that is paid for. */
  public boolean[] booleans(long length) throws Spent {
    take(HEADER + length);
    return new boolean[checked(length)];
  }

  private static int checked(long length) throws Spent {
    if (length > LONGEST_ARRAY) {
      throw new Spent(Limit.MEMORY);
    }
    return (int) length;
  }

  static long bytesOfInts(long length) {
    return HEADER + Integer.BYTES * length;
  }
}
