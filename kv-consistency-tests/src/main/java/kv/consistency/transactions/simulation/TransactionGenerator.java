package kv.consistency.transactions.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes transactions of random reads and writes over a few keys at a time, the same for the same
 * seed. Every write of a key has a value of its own, counted from 1. A key that was written often
 * enough gives its place to a new one, so that lists stay short. Key i of those in use is chosen
 * twice as often as key i+1: contention, and quiet keys as well.
 */
public final class TransactionGenerator {

  /**
   * What transactions look like.
   *
   * @param activeKeys keys in use at a time
   * @param minOps fewest operations of a transaction
   * @param maxOps most operations of a transaction
   * @param writesPerKey how often a key is written before it is replaced
   */
  public record Shape(int activeKeys, int minOps, int maxOps, int writesPerKey) {

    /** Ten keys, one to four operations, 32 writes a key. */
    public static final Shape DEFAULT = new Shape(10, 1, 4, 32);

    public Shape {
      if (activeKeys < 1 || minOps < 1 || maxOps < minOps || writesPerKey < 1) {
        throw new IllegalArgumentException("a shape without keys, operations or writes");
      }
    }
  }

  private final Shape shape;
  private final SplittableRandom random;
  private final List<Long> active = new ArrayList<>();
  private final Map<Long, Long> written = new HashMap<>();
  private long nextKey;

  public TransactionGenerator(Shape shape, long seed) {
    this.shape = shape;
    this.random = new SplittableRandom(seed);
    while (active.size() < shape.activeKeys()) {
      active.add(nextKey++);
    }
  }

  /** The next transaction's operations. */
  public List<MicroOp> next() {
    int size = random.nextInt(shape.minOps(), shape.maxOps() + 1);
    List<MicroOp> operations = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int place = place();
      long key = active.get(place);
      operations.add(random.nextBoolean() ? write(place, key) : new MicroOp(false, key, 0));
    }
    return operations;
  }

  private int place() {
    int place = 0;
    while (place < active.size() - 1 && random.nextBoolean()) {
      place++;
    }
    return place;
  }

  private MicroOp write(int place, long key) {
    long value = written.merge(key, 1L, Long::sum);
    if (value >= shape.writesPerKey()) {
      written.remove(key);
      active.set(place, nextKey++);
    }
    return new MicroOp(true, key, value);
  }
}
