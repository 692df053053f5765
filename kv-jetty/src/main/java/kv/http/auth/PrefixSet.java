package kv.http.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import kv.spi.Bytes;

/**
 * All keys that start with one of some prefixes.
 *
 * @param prefixes in order, none of them the start of another: so the only one that a key can start
 *     with is the last that is not after it
 */
record PrefixSet(List<Bytes> prefixes) {

  static PrefixSet of(Collection<Bytes> all) {
    List<Bytes> kept = new ArrayList<>();
    for (Bytes prefix : new TreeSet<>(all)) {
      if (kept.isEmpty() || !prefix.startsWith(kept.get(kept.size() - 1))) {
        kept.add(prefix);
      }
    }
    return new PrefixSet(List.copyOf(kept));
  }

  /** Whether all that starts with {@code start} is in this set. */
  boolean covers(Bytes start) {
    int found = Collections.binarySearch(prefixes, start);
    int last = found >= 0 ? found : -found - 2;
    return last >= 0 && start.startsWith(prefixes.get(last));
  }

  /**
   * What starts with {@code start} and is in this set, as prefixes in order, none of them the start
   * of another.
   */
  List<Bytes> within(Bytes start) {
    return covers(start)
        ? List.of(start)
        : prefixes.stream().filter(prefix -> prefix.startsWith(start)).toList();
  }
}
