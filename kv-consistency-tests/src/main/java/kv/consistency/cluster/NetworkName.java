package kv.consistency.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The names of a network's parts: of the process it belongs to, so that what a dead one left is
 * known, and of its addresses.
 *
 * @param prefix the first three numbers of its addresses
 */
record NetworkName(ProcessRecord owner, String prefix) {
  /** A host's own end. */
  static final String CABLE = "eth0";

  private static final Pattern NAMESPACE =
      Pattern.compile("kv-(\\d+-\\d+)-(\\d+\\.\\d+\\.\\d+)-(switch|\\d+)");

  /** The network that a namespace of this name belongs to, if it is one of ours. */
  static Optional<NetworkName> ofNamespace(String namespace) {
    Matcher matcher = NAMESPACE.matcher(namespace);
    return matcher.matches()
        ? Optional.of(new NetworkName(ProcessRecord.parse(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /** In the root namespace, where the kernel gives a name to one link only. */
  String link() {
    return "kv-" + prefix;
  }

  String switchNamespace() {
    return namespace("switch");
  }

  /** Of the host with this index, counted from 0. */
  String namespace(int host) {
    return namespace(Integer.toString(host + 1));
  }

  private String namespace(String part) {
    return "kv-" + owner + "-" + prefix + "-" + part;
  }

  String ownAddress() {
    return prefix + ".254";
  }

  String address(int host) {
    return prefix + "." + (host + 1);
  }

  /** Not by {@code ip netns exec}, which hides the cgroup that tells a JVM how many processors. */
  Host host(int index) {
    Path file = Path.of("/var/run/netns", namespace(index));
    return new Host(address(index), List.of("nsenter", "--net=" + file));
  }

  List<Host> hosts(int number) {
    return IntStream.range(0, number).mapToObj(this::host).toList();
  }
}
