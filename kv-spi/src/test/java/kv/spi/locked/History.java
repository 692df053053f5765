package kv.spi.locked;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kv.consistency.linearizability.Operation;
import kv.spi.Version;
import kv.spi.locked.RegisterWithConditions.Condition;
import kv.spi.locked.RegisterWithConditions.Input;
import kv.spi.locked.RegisterWithConditions.Kind;

/** What the clients of one schedule saw, and what they know of versions. */
final class History {

  /** A version and the value that was written with it. */
  record Known(Version version, int value) {}

  private final List<Operation<Input, Integer>> operations = new ArrayList<>();
  private final List<List<Known>> known = new ArrayList<>();
  private final List<Map<Version, Integer>> written = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private long moment;

  History(int keys) {
    for (int key = 0; key < keys; key++) {
      known.add(new ArrayList<>());
      written.add(new HashMap<>());
    }
  }

  /** A moment after all before. */
  long moment() {
    return ++moment;
  }

  List<Operation<Input, Integer>> operations() {
    return operations;
  }

  /** What else was promised, and isn't so. */
  List<String> broken() {
    return broken;
  }

  void breaks(String promise) {
    broken.add(promise);
  }

  /** What clients have learnt of the versions of {@code key}, the latest last. */
  List<Known> known(int key) {
    return known.get(key);
  }

  void completed(int process, Input input, int output, long call) {
    operations.add(Operation.completed(process, input, output, call, moment()));
  }

  void indeterminate(int process, Input input, long call) {
    operations.add(Operation.indeterminate(process, input, call));
  }

  /** The time to live of what was written may end at any time after {@code call}. */
  void mayExpire(int process, Input put, long call) {
    Input expiry = new Input(put.key(), Kind.EXPIRE, Condition.EQUAL, put.value(), Values.ABSENT);
    operations.add(Operation.indeterminate(process, expiry, call));
  }

  /** {@code value} is being written with {@code version}. */
  void writes(int key, Version version, int value) {
    Integer before = written.get(key).put(version, value);
    if (before != null && before != value) {
      breaks("key %d: %s is the version of %d and of %d".formatted(key, version, before, value));
    }
  }

  /** A client was told that {@code value} has {@code version}. */
  void learn(int key, Version version, int value) {
    known.get(key).add(new Known(version, value));
  }

  int value(int key, Optional<Version> version) {
    return version
        .map(it -> written.get(key).getOrDefault(it, RegisterWithConditions.NOT_APPLIED))
        .orElse(Values.ABSENT);
  }
}
