package kv.http.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each client has now. Who has none takes no room. */
public final class Counts {

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** One more; how many that makes. */
  public int up(String client) {
    return counts.merge(client, 1, Integer::sum);
  }

  /** One less. */
  public void down(String client) {
    int count;
    do {
      count = counts.getOrDefault(client, 0);
    } while (count > 1 ? !counts.replace(client, count, count - 1) : !counts.remove(client, count));
  }

  public int sum() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
