package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lists that reads returned. Nearly all reads of a key are prefixes of one another, so a key
 * keeps its longest list only (its chain) and a read is the length of a prefix; a read that fits no
 * chain is kept aside in full. A million reads of long lists so take a few integers each, and no
 * element is hashed: whether a list fits is one vectorised comparison.
 *
 * <p>A reference to a list is {@link #UNKNOWN}, the length of a prefix of the key's chain (0 or
 * above), or the number of a list kept aside (below {@link #UNKNOWN}).
 */
final class ListReads {

  /** The reference of a read whose result nobody knows. */
  static final long UNKNOWN = -1;

  private static final long[] EMPTY = {};

  /** An array without its elements, and two references to it. */
  private static final int ARRAY = 32;

  private final List<long[]> chains = new ArrayList<>();
  private final IntColumn lengths = new IntColumn();
  private final List<long[]> aside = new ArrayList<>();
  private long bytes;

  /** Records a read of {@code key} that certainly returned the first {@code n} of {@code list}. */
  long record(int key, long[] list, int n) {
    while (chains.size() <= key) {
      chains.add(EMPTY);
      lengths.add(0);
      bytes += ARRAY;
    }
    long[] chain = chains.get(key);
    int length = lengths.get(key);
    int common = Math.min(n, length);
    if (!Arrays.equals(chain, 0, common, list, 0, common)) {
      return setAside(list, n);
    }
    if (n > length) {
      if (n > chain.length) {
        bytes -= (long) Long.BYTES * chain.length;
        chain = Arrays.copyOf(chain, Math.max(n, length + (length >> 1)));
        bytes += (long) Long.BYTES * chain.length;
        chains.set(key, chain);
      }
      System.arraycopy(list, length, chain, length, n - length);
      lengths.set(key, n);
    }
    return n;
  }

  /** Records a list that must not take part in the key's chain. */
  long setAside(long[] list, int n) {
    aside.add(Arrays.copyOf(list, n));
    bytes += ARRAY + (long) Long.BYTES * n;
    return UNKNOWN - aside.size();
  }

  /** The longest of the lists that are prefixes of one another, starting from the first read. */
  long[] chain(int key) {
    return key < chains.size() ? Arrays.copyOf(chains.get(key), lengths.get(key)) : EMPTY;
  }

  /** The length of {@link #chain}. */
  int chainLength(int key) {
    return key < chains.size() ? lengths.get(key) : 0;
  }

  long bytes() {
    return bytes + lengths.bytes();
  }

  static boolean isPrefix(long reference) {
    return reference >= 0;
  }

  /** An array that begins with the list. */
  long[] array(int key, long reference) {
    return isPrefix(reference) ? chains.get(key) : aside.get((int) (UNKNOWN - 1 - reference));
  }

  int length(long reference) {
    return isPrefix(reference)
        ? (int) reference
        : aside.get((int) (UNKNOWN - 1 - reference)).length;
  }

  boolean isEmpty(long reference) {
    return length(reference) == 0;
  }
}
