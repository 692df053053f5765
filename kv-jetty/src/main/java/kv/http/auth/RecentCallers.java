package kv.http.auth;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kv.spi.Bytes;

/**
 * Callers that were found out lately, by the hashes of their tokens, so that a signature is checked
 * once and not with each request. Bounded: once so many are in it, only those that are asked for
 * again are kept.
 */
final class RecentCallers {

  private static final int SIZE = 1024;

  private record Found(Caller.Known caller, Object by, Instant until) {}

  private Map<Bytes, Found> young = new HashMap<>();
  private Map<Bytes, Found> old = Map.of();

  /**
   * Who had the token.
   *
   * @param by the keys that must still be those by which it was checked
   */
  synchronized Optional<Caller.Known> find(Bytes hash, Object by, Instant now) {
    Found found = young.get(hash);
    if (found == null) {
      found = old.get(hash);
      if (found == null) {
        return Optional.empty();
      }
      put(hash, found);
    }
    return found.by() == by && now.isBefore(found.until())
        ? Optional.of(found.caller())
        : Optional.empty();
  }

  synchronized void add(Bytes hash, Caller.Known caller, Object by, Instant until) {
    put(hash, new Found(caller, by, until));
  }

  private void put(Bytes hash, Found found) {
    if (young.size() >= SIZE) {
      old = young;
      young = new HashMap<>();
    }
    young.put(hash, found);
  }
}
