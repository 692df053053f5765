package kv.consistency.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an etcd cluster is like. Users and passwords are etcd's own data: clients make them and
 * switch them on.
 *
 * @param binary the {@code etcd} to run
 * @param members how many: one or three
 * @param encryption of the connections of clients, which then must use it
 * @param flags after ours
 * @param hosts to run on; none: loopback addresses that nobody has
 */
public record EtcdConfiguration(
    Path binary,
    int members,
    Optional<Certificate> encryption,
    List<String> flags,
    List<Host> hosts) {
  public EtcdConfiguration {
    if (members < 1) {
      throw new IllegalArgumentException("at least one member");
    }
    if (!hosts.isEmpty() && hosts.size() != members) {
      throw new IllegalArgumentException(members + " members on " + hosts.size() + " hosts");
    }
    flags = List.copyOf(flags);
    hosts = List.copyOf(hosts);
  }

  /** Three members of this machine's etcd; see {@link EtcdBinary}. */
  public static EtcdConfiguration ofMachine() {
    return of(EtcdBinary.find());
  }

  /** Three members of this etcd. */
  public static EtcdConfiguration of(Path binary) {
    return new EtcdConfiguration(binary, 3, Optional.empty(), List.of(), List.of());
  }

  public EtcdConfiguration withMembers(int number) {
    return new EtcdConfiguration(binary, number, encryption, flags, hosts);
  }

  public EtcdConfiguration withEncryption(Certificate certificate) {
    return new EtcdConfiguration(binary, members, Optional.of(certificate), flags, hosts);
  }

  public EtcdConfiguration withFlag(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new EtcdConfiguration(binary, members, encryption, more, hosts);
  }

  /** As many members as there are hosts. */
  public EtcdConfiguration withHosts(List<Host> places) {
    return new EtcdConfiguration(binary, places.size(), encryption, flags, places);
  }
}
