package kv.consistency.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Links that carry nothing. Every choice is the generator's, so that a seed gives the same
 * partition of the same hosts.
 *
 * @param name what it is like, for people
 */
public record Partition(String name, Set<Link> blocked) {
  public Partition {
    blocked = Collections.unmodifiableSet(new LinkedHashSet<>(blocked));
  }

  /** One neither hears nor is heard by the others. */
  public static Partition isolate(Host one, List<Host> hosts) {
    List<Host> others = hosts.stream().filter(host -> !host.equals(one)).toList();
    return new Partition(one.address() + " alone", bothWays(List.of(one), others));
  }

  /** Any one. */
  public static Partition isolateOne(List<Host> hosts, RandomGenerator random) {
    requireAtLeast(2, hosts);
    return isolate(hosts.get(random.nextInt(hosts.size())), hosts);
  }

  /** A majority and the rest, or two of the same size. */
  public static Partition halves(List<Host> hosts, RandomGenerator random) {
    requireAtLeast(2, hosts);
    List<Host> shuffled = shuffled(hosts, random);
    int half = hosts.size() / 2;
    List<Host> one = shuffled.subList(0, half);
    List<Host> other = shuffled.subList(half, hosts.size());
    return new Partition(
        "halves %s | %s".formatted(addresses(one), addresses(other)), bothWays(one, other));
  }

  /** Two halves that only one host can see both of. */
  public static Partition bridge(List<Host> hosts, RandomGenerator random) {
    requireAtLeast(3, hosts);
    List<Host> shuffled = shuffled(hosts, random);
    int middle = hosts.size() / 2;
    List<Host> one = shuffled.subList(0, middle);
    List<Host> other = shuffled.subList(middle + 1, hosts.size());
    return new Partition(
        "bridge %s | %s | %s"
            .formatted(addresses(one), shuffled.get(middle).address(), addresses(other)),
        bothWays(one, other));
  }

  /**
   * Each sees a majority, itself included, but no two the same: in a ring, each sees its nearest.
   * Three hosts make no ring, but a row.
   */
  public static Partition ring(List<Host> hosts, RandomGenerator random) {
    requireAtLeast(3, hosts);
    List<Host> ring = shuffled(hosts, random);
    if (ring.size() == 3) {
      return new Partition(
          "row " + addresses(ring), bothWays(ring.subList(0, 1), ring.subList(2, 3)));
    }
    int size = ring.size();
    int neighbours = (size / 2 + 1) / 2; // to each side
    Set<Link> blocked = new LinkedHashSet<>();
    for (int from = 0; from < size; from++) {
      for (int distance = neighbours + 1; distance < size - neighbours; distance++) {
        blocked.add(new Link(ring.get(from), ring.get((from + distance) % size)));
      }
    }
    return new Partition("ring " + addresses(ring), blocked);
  }

  /** Some aren't heard by the others, but hear them. */
  public static Partition oneWay(List<Host> hosts, RandomGenerator random) {
    requireAtLeast(2, hosts);
    List<Host> shuffled = shuffled(hosts, random);
    int cut = random.nextInt(1, hosts.size());
    List<Host> from = shuffled.subList(0, cut);
    List<Host> to = shuffled.subList(cut, hosts.size());
    return new Partition(
        "one way %s -/-> %s".formatted(addresses(from), addresses(to)), links(from, to));
  }

  private static void requireAtLeast(int number, List<Host> hosts) {
    if (hosts.size() < number) {
      throw new IllegalArgumentException("at least " + number + " hosts, not " + hosts.size());
    }
  }

  private static List<Host> shuffled(List<Host> hosts, RandomGenerator random) {
    List<Host> shuffled = new ArrayList<>(hosts);
    for (int last = shuffled.size() - 1; last > 0; last--) {
      Collections.swap(shuffled, last, random.nextInt(last + 1));
    }
    return shuffled;
  }

  private static Set<Link> bothWays(List<Host> some, List<Host> others) {
    Set<Link> all = links(some, others);
    all.addAll(links(others, some));
    return all;
  }

  private static Set<Link> links(List<Host> from, List<Host> to) {
    Set<Link> all = new LinkedHashSet<>();
    for (Host sender : from) {
      to.forEach(receiver -> all.add(new Link(sender, receiver)));
    }
    return all;
  }

  private static String addresses(List<Host> hosts) {
    return hosts.stream().map(Host::address).collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return name;
  }
}
