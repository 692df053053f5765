package kv.consistency.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * iptables in the namespace of the host that receives. It takes what comes by the cable, so what a
 * host says to itself is never lost.
 */
record PacketFilter(String command, String tool) {
  private static final List<String> NAMES = List.of("iptables", "iptables-legacy");
  private static final Pattern COUNT = Pattern.compile("-A .* -c (\\d+) \\d+.*");
  private static final String CLEAN = "-P INPUT ACCEPT";

  /** One that this kernel can serve, tried on this host. */
  static PacketFilter find(Host host) {
    List<String> failures = new ArrayList<>();
    for (String name : NAMES) {
      try {
        PacketFilter filter =
            new PacketFilter(name, Command.run(List.of(name, "--version")).strip());
        filter.lose(host, 1);
        filter.clear(host);
        return filter;
      } catch (ClusterException e) {
        failures.add(e.getMessage());
      }
    }
    throw new ClusterException(
        "links are broken by iptables (Debian: apt-get install iptables): "
            + String.join("; ", failures));
  }

  /** Drops all that these send to it, on connections that they have as well. */
  void drop(Host to, Collection<Host> from) {
    String sources = from.stream().map(Host::address).collect(Collectors.joining(","));
    // First, so that what is blocked is never a matter of chance.
    run(to, "-I", "INPUT", "-i", NetworkName.CABLE, "-s", sources, "-j", "DROP");
  }

  void lose(Host host, double probability) {
    String chance = String.format(Locale.ROOT, "%.6f", probability);
    List<String> random = List.of("-m", "statistic", "--mode", "random", "--probability", chance);
    List<String> rule = new ArrayList<>(List.of("-A", "INPUT", "-i", NetworkName.CABLE));
    rule.addAll(random);
    rule.addAll(List.of("-j", "DROP"));
    run(host, rule);
  }

  /** By a rule of {@link #drop}. */
  long dropped(Link link) {
    String source = "-s " + link.from().address() + "/32 ";
    return counted(link.to()).stream()
        .filter(rule -> rule.text().contains(source))
        .mapToLong(Counted::packets)
        .sum();
  }

  /** A rule and how many packets it has met. */
  record Counted(String text, long packets) {}

  /** In order. */
  List<Counted> counted(Host host) {
    return run(host, "-v", "-S", "INPUT")
        .lines()
        .map(COUNT::matcher)
        .filter(Matcher::find)
        .map(rule -> new Counted(rule.group(), Long.parseLong(rule.group(1))))
        .toList();
  }

  /** Removes all rules. */
  void clear(Host host) {
    run(host, "-F", "INPUT");
    String rules = run(host, "-S", "INPUT").strip();
    if (!rules.equals(CLEAN)) {
      throw new ClusterException("rules are left at " + host + ":\n" + rules);
    }
  }

  /** What iptables prints. */
  String run(Host host, String... arguments) {
    return run(host, List.of(arguments));
  }

  String run(Host host, List<String> arguments) {
    List<String> line = host.command(command, "-w");
    line.addAll(arguments);
    return Command.run(line);
  }
}
