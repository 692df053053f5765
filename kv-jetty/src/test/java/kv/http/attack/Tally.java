package kv.http.attack;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often an attack met what: statuses, connections that ended, things that must not be. */
final class Tally {

  /** Of the server's own errors, those that say what it is right to say. */
  private static final Set<Integer> MEANT = Set.of(501, 503, 505, 507);

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> wrongs = new ConcurrentSkipListMap<>();

  void count(String what) {
    counts.computeIfAbsent(what, key -> new LongAdder()).increment();
  }

  void status(int status) {
    count(Integer.toString(status));
    if (status >= 500 && !MEANT.contains(status)) {
      wrong("answered " + status);
    }
  }

  /** Something that must not be. */
  void wrong(String what) {
    wrongs.computeIfAbsent(what, key -> new LongAdder()).increment();
  }

  long of(String what) {
    LongAdder count = counts.get(what);
    return count == null ? 0 : count.sum();
  }

  Map<String, Long> wrongs() {
    Map<String, Long> copy = new TreeMap<>();
    wrongs.forEach((what, count) -> copy.put(what, count.sum()));
    return copy;
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
