package kv.consistency.fault;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.Host;

/** A host that sends slowly. */
final class SlowFault extends NetworkFault {
  private static final int PROBES = 10;

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public String words() {
    return "a host whose packets are held back for 20 to 200 ms each, or as long as a full one takes";
  }

  @Override
  Injection inject(Hosts hosts, RandomGenerator random) {
    List<Host> all = hosts.all();
    Host host = all.get(random.nextInt(all.size()));
    Host other = all.get((all.indexOf(host) + 1) % all.size());
    Duration delay = Duration.ofMillis(random.nextLong(20, 200));
    Duration before = hosts.links().arriving(host, other, PROBES).took();
    String how = hosts.links().slow(host, delay);
    return new Slow(hosts, host, other, delay, before, how);
  }

  private record Slow(
      Hosts hosts, Host host, Host other, Duration delay, Duration before, String how)
      implements Injection {
    @Override
    public List<String> on() {
      return hosts.names(Set.of(host));
    }

    @Override
    public String words() {
      return "%s sends with %d ms for each packet, by %s"
          .formatted(hosts.names().get(host), delay.toMillis(), how);
    }

    /** What it sends takes longer than before. */
    @Override
    public boolean tookEffect() {
      Duration now = hosts.links().arriving(host, other, PROBES).took();
      return now.compareTo(delay) >= 0 && now.compareTo(before) > 0;
    }

    @Override
    public void heal() {
      hosts.links().heal();
    }
  }
}
