package kv.consistency.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a node runs.
 *
 * @param address its IP address, with the standard ports free
 * @param prefix what its command line starts with, as in {@code nsenter --net=FILE}; must end by
 *     exec
 */
public record Host(String address, List<String> prefix) {
  public Host {
    prefix = List.copyOf(prefix);
  }

  /** On this machine's loopback interface. */
  static Host loopback(String address) {
    return new Host(address, List.of());
  }

  /** The line that runs this command there; may be added to. */
  List<String> command(String... words) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of(words));
    return line;
  }

  boolean isLoopback() {
    return address.startsWith("127.");
  }
}
