package kv.consistency.fault;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kv.consistency.cluster.Host;
import kv.consistency.cluster.Links;
import kv.consistency.cluster.Partition;

/** Links that carry nothing: one host alone, halves, a bridge, a ring, one way only. */
final class PartitionFault extends NetworkFault {
  private static final List<BiFunction<List<Host>, RandomGenerator, Partition>> SHAPES =
      List.of(
          Partition::isolateOne,
          Partition::halves,
          Partition::bridge,
          Partition::ring,
          Partition::oneWay);
  private static final Span SPAN = new Span(3_000, 20_000);

  @Override
  public String name() {
    return "partition";
  }

  @Override
  public String words() {
    return "links between hosts that carry nothing: one host alone, halves, a bridge, a ring, one way";
  }

  @Override
  Injection inject(Hosts hosts, RandomGenerator random) {
    Partition partition = SHAPES.get(random.nextInt(SHAPES.size())).apply(hosts.all(), random);
    hosts.links().block(partition);
    return new Cut(hosts, partition);
  }

  private record Cut(Hosts hosts, Partition partition) implements Injection {
    @Override
    public List<String> on() {
      Set<Host> some =
          partition.blocked().stream()
              .flatMap(link -> Stream.of(link.from(), link.to()))
              .collect(Collectors.toSet());
      return hosts.names(some);
    }

    @Override
    public String words() {
      String words = partition.name();
      for (Host host : hosts.all()) {
        words =
            words.replaceAll(
                "\\b" + host.address().replace(".", "\\.") + "\\b", hosts.names().get(host));
      }
      return words;
    }

    /** A packet is sent on every blocked link. */
    @Override
    public boolean tookEffect() {
      Links links = hosts.links();
      return partition.blocked().stream().noneMatch(link -> links.carries(link.from(), link.to()));
    }

    @Override
    public Span span() {
      return SPAN;
    }

    @Override
    public void heal() {
      hosts.links().heal();
    }
  }
}
