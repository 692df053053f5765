package kv.consistency.fault;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.Arrival;
import kv.consistency.cluster.Host;

/** A host that loses many of the packets that come to it. */
final class LossFault extends NetworkFault {
  private static final int PROBES = 100;

  @Override
  public String name() {
    return "loss";
  }

  @Override
  public String words() {
    return "a host that loses a tenth to a half of the packets that come to it";
  }

  @Override
  Injection inject(Hosts hosts, RandomGenerator random) {
    List<Host> all = hosts.all();
    Host host = all.get(random.nextInt(all.size()));
    Host other = all.get((all.indexOf(host) + 1) % all.size());
    double probability = random.nextDouble(0.1, 0.5);
    hosts.links().lose(host, probability);
    return new Lossy(hosts, host, other, probability);
  }

  private record Lossy(Hosts hosts, Host host, Host other, double probability)
      implements Injection {
    @Override
    public List<String> on() {
      return hosts.names(Set.of(host));
    }

    @Override
    public String words() {
      return "%s loses %d %% of what comes to it"
          .formatted(hosts.names().get(host), Math.round(probability * 100));
    }

    @Override
    public boolean tookEffect() {
      Arrival arrival = hosts.links().arriving(other, host, PROBES);
      return arrival.passed() < arrival.sent();
    }

    @Override
    public void heal() {
      hosts.links().heal();
    }
  }
}
