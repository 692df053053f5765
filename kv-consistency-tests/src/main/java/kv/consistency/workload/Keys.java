package kv.consistency.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Keys that are used some times and then no more, so that each key's history is short, which is
 * what keeps a checker fast. Numbered from 0.
 */
final class Keys {
  private final int usesPerKey;
  private final List<Integer> current = new ArrayList<>();
  private final List<Integer> uses = new ArrayList<>();
  private int next;

  Keys(int number, int usesPerKey) {
    this.usesPerKey = usesPerKey;
    for (int i = 0; i < number; i++) {
      current.add(next++);
      uses.add(0);
    }
  }

  /** One of the keys in use, which is thereby used once more. */
  synchronized int use(RandomGenerator random) {
    int slot = random.nextInt(current.size());
    int key = current.get(slot);
    int used = uses.get(slot) + 1;
    if (used >= usesPerKey) {
      current.set(slot, next++);
      uses.set(slot, 0);
    } else {
      uses.set(slot, used);
    }
    return key;
  }

  /** How many have been in use. */
  synchronized int count() {
    return next;
  }
}
