package kv.consistency.cluster;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An etcd cluster, each member a process of its own. Its methods are for one thread at a time. */
public final class EtcdCluster implements AutoCloseable {
  private static final List<Integer> PORTS =
      List.of(EtcdMember.CLIENT_PORT, EtcdMember.PEER_PORT, EtcdMember.STATUS_PORT);

  private final EtcdConfiguration configuration;
  private final Site site;
  private final List<EtcdMember> members;
  private int builds = 1;

  private EtcdCluster(EtcdConfiguration configuration, Site site) {
    this.configuration = configuration;
    this.site = site;
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    List<EtcdMember> all = new ArrayList<>();
    for (int index = 0; index < site.hosts().size(); index++) {
      int member = index;
      all.add(
          new EtcdMember(
              name(index),
              site.hosts().get(index),
              site.directory().home(name(index)),
              configuration.encryption().isPresent(),
              () -> command(member),
              http));
    }
    this.members = List.copyOf(all);
  }

  /**
   * Starts a cluster and returns once all members are healthy.
   *
   * @param path the cluster's own directory, emptied at the start; logs stay there after {@link
   *     #close}
   */
  public static EtcdCluster start(Path path, EtcdConfiguration configuration) {
    Site site = Site.take(path, configuration.hosts(), configuration.members(), PORTS);
    EtcdCluster cluster = new EtcdCluster(configuration, site);
    try {
      cluster.startAll();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  public List<EtcdMember> members() {
    return members;
  }

  /** The member with this index, counted from 0. */
  public EtcdMember member(int index) {
    return members.get(index);
  }

  /** URLs for clients. */
  public List<String> endpoints() {
    return members.stream().map(EtcdMember::endpoint).toList();
  }

  /** The leader, if the running members have one. */
  public Optional<EtcdMember> leader() {
    return members.stream().filter(EtcdMember::isRunning).filter(EtcdMember::isLeader).findFirst();
  }

  /** Starts all members that are down at once, and returns once all that run are healthy. */
  public void startAll() {
    List<EtcdMember> down = members.stream().filter(member -> !member.isAlive()).toList();
    down.forEach(EtcdMember::launch);
    down.forEach(EtcdMember::awaitServing);
    awaitHealthy();
  }

  /** Stops all members in good order, at once. */
  public void stopAll() {
    List<EtcdMember> alive = members.stream().filter(EtcdMember::isAlive).toList();
    alive.forEach(EtcdMember::terminate);
    alive.forEach(EtcdMember::awaitEnd);
  }

  /** Returns once every running member can serve a linearizable read. */
  public void awaitHealthy() {
    Polling.await(
        "a healthy etcd",
        ClusterNode.PATIENCE,
        () -> members.stream().filter(EtcdMember::isRunning).allMatch(EtcdMember::isHealthy));
  }

  /**
   * Ends all members, deletes what they have stored, and starts them as a new cluster at the same
   * addresses.
   */
  public void rebuildEmpty() {
    members.forEach(EtcdMember::close);
    members.forEach(member -> ClusterDirectory.delete(data(member.home())));
    builds++;
    startAll();
  }

  private List<String> command(int index) {
    String address = site.hosts().get(index).address();
    String peer = peer(address);
    Path home = members.get(index).home();
    List<String> command = new ArrayList<>();
    command.add(configuration.binary().toString());
    command.add("--name=" + name(index));
    command.add("--data-dir=" + data(home));
    command.add("--logger=zap");
    command.add("--log-outputs=stderr");
    command.add("--listen-client-urls=" + members.get(index).endpoint());
    command.add("--advertise-client-urls=" + members.get(index).endpoint());
    command.add("--listen-peer-urls=" + peer);
    command.add("--initial-advertise-peer-urls=" + peer);
    command.add("--listen-metrics-urls=http://" + address + ":" + EtcdMember.STATUS_PORT);
    command.add(
        "--initial-cluster="
            + members.stream()
                .map(member -> member.name() + "=" + peer(member.address()))
                .collect(Collectors.joining(",")));
    // Members of one build must not take those of another for their own.
    command.add("--initial-cluster-token=" + site.directory().name() + "-" + builds);
    configuration
        .encryption()
        .ifPresent(
            certificate -> {
              command.add("--cert-file=" + certificate.chain().toAbsolutePath());
              command.add("--key-file=" + certificate.key().toAbsolutePath());
            });
    command.addAll(configuration.flags());
    return command;
  }

  private static String name(int index) {
    return "etcd-" + (index + 1);
  }

  private static String peer(String address) {
    return "http://" + address + ":" + EtcdMember.PEER_PORT;
  }

  private static Path data(Path home) {
    return home.resolve(ClusterDirectory.DATA).resolve("etcd");
  }

  /** Kills all members and removes their data. */
  @Override
  public void close() {
    members.forEach(EtcdMember::close);
    site.close();
  }
}
