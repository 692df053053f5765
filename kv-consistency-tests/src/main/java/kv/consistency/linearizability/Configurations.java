package kv.consistency.linearizability;

import java.util.Arrays;

/**
 * The configurations that a search has visited, compared in full: a hash only finds candidates.
 *
 * <p>A configuration is (position, state, linearized, used). All operations that returned before
 * the position are linearized; {@code linearized} says which of those open there are, one bit each;
 * {@code used} counts the indeterminate operations taken, by kind. One that has used no more of any
 * kind than another, all else equal, <em>covers</em> it: whatever completes the other completes it
 * too, since an indeterminate operation that is left over need never take effect. So only
 * configurations that no visited one covers are new, and they displace those that they cover.
 *
 * <p>Counts are packed into words, a field for each kind with a spare bit above it; {@code a} is
 * nowhere more than {@code b} if subtracting it from {@code b} with all spare bits set borrows none
 * of them.
 */
final class Configurations {

  private static final int CHUNK = 1 << 14;
  private static final int FIRST = 1 << 6;
  private static final int NONE = -1;

  private final Budget budget;
  private final int maskWords;
  private final long[] spareBits;
  private final int stride;

  private int[] heads = new int[2 * FIRST];
  private long[][] entries = new long[4][];
  private int[][] nexts = new int[4][];
  private int chunks;
  private int size;
  private int free = NONE;
  private long taken;

  /**
   * @param maskWords words of a set of open operations
   * @param spareBits of the words that count indeterminate operations
   */
  Configurations(Budget budget, int maskWords, long[] spareBits) {
    this.budget = budget;
    this.maskWords = maskWords;
    this.spareBits = spareBits;
    this.stride = 1 + maskWords + spareBits.length;
    Arrays.fill(heads, NONE);
  }

  /** Adds a configuration; false if one that was added before covers it. */
  boolean add(int position, int state, long[] linearized, long[] used) throws Budget.Spent {
    long first = (long) position << Integer.SIZE | state;
    int bucket = bucket(first, linearized, 0);
    int previous = NONE;
    int entry = heads[bucket];
    while (entry != NONE) {
      int next = nexts[entry / CHUNK][entry % CHUNK];
      if (sameKey(entry, first, linearized)) {
        if (covers(entry, used)) {
          return false;
        }
        if (isCoveredBy(entry, used)) {
          unlink(bucket, previous, entry, next);
          entry = next;
          continue;
        }
      }
      previous = entry;
      entry = next;
    }
    insert(bucket, first, linearized, used);
    return true;
  }

  private boolean sameKey(int entry, long first, long[] linearized) {
    long[] chunk = entries[entry / CHUNK];
    int at = entry % CHUNK * stride;
    if (chunk[at] != first) {
      return false;
    }
    for (int w = 0; w < maskWords; w++) {
      if (chunk[at + 1 + w] != linearized[w]) {
        return false;
      }
    }
    return true;
  }

  private boolean covers(int entry, long[] used) {
    long[] chunk = entries[entry / CHUNK];
    int at = entry % CHUNK * stride + 1 + maskWords;
    for (int w = 0; w < spareBits.length; w++) {
      if ((((used[w] | spareBits[w]) - chunk[at + w]) & spareBits[w]) != spareBits[w]) {
        return false;
      }
    }
    return true;
  }

  private boolean isCoveredBy(int entry, long[] used) {
    long[] chunk = entries[entry / CHUNK];
    int at = entry % CHUNK * stride + 1 + maskWords;
    for (int w = 0; w < spareBits.length; w++) {
      if ((((chunk[at + w] | spareBits[w]) - used[w]) & spareBits[w]) != spareBits[w]) {
        return false;
      }
    }
    return true;
  }

  private void unlink(int bucket, int previous, int entry, int next) {
    if (previous == NONE) {
      heads[bucket] = next;
    } else {
      nexts[previous / CHUNK][previous % CHUNK] = next;
    }
    nexts[entry / CHUNK][entry % CHUNK] = free;
    free = entry;
  }

  private void insert(int bucket, long first, long[] linearized, long[] used) throws Budget.Spent {
    int entry = free;
    if (entry == NONE) {
      entry = size;
      makeRoom();
      size++;
    } else {
      free = nexts[entry / CHUNK][entry % CHUNK];
    }
    long[] chunk = entries[entry / CHUNK];
    int at = entry % CHUNK * stride;
    chunk[at] = first;
    System.arraycopy(linearized, 0, chunk, at + 1, maskWords);
    System.arraycopy(used, 0, chunk, at + 1 + maskWords, spareBits.length);
    nexts[entry / CHUNK][entry % CHUNK] = heads[bucket];
    heads[bucket] = entry;
    if (size > heads.length) {
      rehash();
    }
  }

  private void makeRoom() throws Budget.Spent {
    int chunk = size / CHUNK;
    if (chunk == chunks) {
      int capacity = chunk == 0 ? FIRST : CHUNK;
      take(capacity * (Long.BYTES * (long) stride + Integer.BYTES));
      if (chunk == entries.length) {
        entries = Arrays.copyOf(entries, 2 * chunk);
        nexts = Arrays.copyOf(nexts, 2 * chunk);
      }
      entries[chunk] = new long[capacity * stride];
      nexts[chunk] = new int[capacity];
      chunks++;
    } else if (size == nexts[0].length && size < CHUNK) {
      take(size * (Long.BYTES * (long) stride + Integer.BYTES));
      entries[0] = Arrays.copyOf(entries[0], 2 * size * stride);
      nexts[0] = Arrays.copyOf(nexts[0], 2 * size);
    }
  }

  private void rehash() throws Budget.Spent {
    int[] old = heads;
    take((long) old.length * Integer.BYTES);
    heads = new int[2 * old.length];
    Arrays.fill(heads, NONE);
    for (int head : old) {
      int entry = head;
      while (entry != NONE) {
        int next = nexts[entry / CHUNK][entry % CHUNK];
        long[] chunk = entries[entry / CHUNK];
        int at = entry % CHUNK * stride;
        int bucket = bucket(chunk[at], chunk, at + 1);
        nexts[entry / CHUNK][entry % CHUNK] = heads[bucket];
        heads[bucket] = entry;
        entry = next;
      }
    }
  }

  private int bucket(long first, long[] linearized, int from) {
    long hash = first * 0x9E3779B97F4A7C15L;
    for (int w = 0; w < maskWords; w++) {
      hash = (Long.rotateLeft(hash, 23) ^ linearized[from + w]) * 0x9E3779B97F4A7C15L;
    }
    return (int) (hash >>> 32) & (heads.length - 1);
  }

  private void take(long bytes) throws Budget.Spent {
    budget.take(bytes);
    taken += bytes;
  }

  /** Gives the memory back; the table must not be used any more. */
  void close() {
    budget.giveBack(taken);
    taken = 0;
  }
}
