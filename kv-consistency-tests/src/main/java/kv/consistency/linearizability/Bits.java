package kv.consistency.linearizability;

import java.util.Arrays;
import java.util.BitSet;

/** An immutable set of small numbers. */
final class Bits {

  static final Bits NONE = new Bits(new long[0]);

  /** Without zeros at the end, so that equal sets are equal arrays. */
  private final long[] words;

  private Bits(long[] words) {
    this.words = words;
  }

  boolean has(int bit) {
    int word = bit / Long.SIZE;
    return word < words.length && (words[word] & 1L << bit) != 0;
  }

  Bits with(int bit) {
    long[] next = Arrays.copyOf(words, Math.max(words.length, bit / Long.SIZE + 1));
    next[bit / Long.SIZE] |= 1L << bit;
    return new Bits(next);
  }

  Bits without(int bit) {
    if (!has(bit)) {
      return this;
    }
    long[] next = words.clone();
    next[bit / Long.SIZE] &= ~(1L << bit);
    int length = next.length;
    while (length > 0 && next[length - 1] == 0) {
      length--;
    }
    return new Bits(Arrays.copyOf(next, length));
  }

  boolean containsAll(Bits other) {
    for (int w = 0; w < other.words.length; w++) {
      if ((other.words[w] & (w < words.length ? ~words[w] : -1L)) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bits bits && Arrays.equals(words, bits.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  /** Hands out the smallest numbers that are free. */
  static final class Allocator {
    private final BitSet used = new BitSet();

    int take() {
      int bit = used.nextClearBit(0);
      used.set(bit);
      return bit;
    }

    void free(int bit) {
      used.clear(bit);
    }
  }
}
