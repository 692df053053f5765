package kv.consistency.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Breaks what hosts send to each other, and heals it. What this JVM and the hosts say to each other
 * is not cut by partitions, but is lost and slowed like the rest. Its methods are for one thread at
 * a time.
 */
public final class Links {
  private final List<Host> hosts;
  private final PacketFilter filter;
  private final Set<Link> blocked = new LinkedHashSet<>();

  Links(List<Host> hosts) {
    this.hosts = hosts;
    this.filter = PacketFilter.find(hosts.get(0));
  }

  /** By what it blocks and loses, with the version. */
  public String tool() {
    return filter.tool();
  }

  /** What is blocked now. */
  public Set<Link> blocked() {
    return Set.copyOf(blocked);
  }

  /** Nothing from one comes to the other any more, not even on connections that they have. */
  public void block(Host from, Host to) {
    block(Set.of(new Link(from, to)));
  }

  /** All links of the partition, beside what is blocked already. */
  public void block(Partition partition) {
    block(partition.blocked());
  }

  private void block(Collection<Link> links) {
    Map<Host, Set<Host>> senders = new LinkedHashMap<>();
    for (Link link : links) {
      requireOurs(link.from());
      requireOurs(link.to());
      if (blocked.add(link)) {
        senders.computeIfAbsent(link.to(), to -> new LinkedHashSet<>()).add(link.from());
      }
    }
    senders.forEach(filter::drop);
  }

  /** Loses each packet that comes to the host, from anywhere, with this probability more. */
  public void lose(Host host, double probability) {
    requireOurs(host);
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability " + probability);
    }
    filter.lose(host, probability);
  }

  /**
   * Holds back what the host sends, to anywhere: for so long, where the kernel can delay; else so
   * that a full packet takes so long, and what waits for more than ten of them and two seconds is
   * lost.
   *
   * @return how, in words
   */
  public String slow(Host host, Duration delay) {
    requireOurs(host);
    return Slowness.set(host, delay);
  }

  /** Nothing is blocked, lost or slow any more, and every host hears every other. */
  public void heal() {
    for (Host host : hosts) {
      Slowness.clear(host);
      filter.clear(host);
    }
    blocked.clear();
    for (Host to : hosts) {
      List<Host> others = hosts.stream().filter(host -> !host.equals(to)).toList();
      Arrival all = Arrival.of(filter, others, to, 1);
      if (all.passed() < all.sent()) {
        throw new ClusterException(to + " doesn't hear all others after all was healed: " + all);
      }
    }
  }

  /** Whether a packet gets through. It is sent and counted: this is what is, not what was asked. */
  public boolean carries(Host from, Host to) {
    return arriving(from, to, 1).passed() > 0;
  }

  /** Sends so many packets from one to the other, and says what became of them. */
  public Arrival arriving(Host from, Host to, int packets) {
    requireOurs(from);
    requireOurs(to);
    return Arrival.of(filter, List.of(from), to, packets);
  }

  /** How many packets on this link were dropped because it is blocked. */
  public long dropped(Link link) {
    return filter.dropped(link);
  }

  private void requireOurs(Host host) {
    if (!hosts.contains(host)) {
      throw new IllegalArgumentException(host.address() + " is not of this network");
    }
  }
}
