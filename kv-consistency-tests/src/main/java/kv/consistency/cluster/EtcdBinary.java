package kv.consistency.cluster;

import java.nio.file.Path;
import java.util.List;
import kv.consistency.cluster.DebianProgram.Names;

/** The {@code etcd} to run. */
public final class EtcdBinary {

  static final Names NAMES = new Names("etcd", "etcd 3.4 or later", "etcd-server", "KV_ETCD");

  private static final String VERSION = "etcd Version: ";

  private EtcdBinary() {}

  /** This machine's; see {@link DebianProgram}. */
  public static Path find() {
    return DebianProgram.find(NAMES);
  }

  /** The version that this etcd says it is. */
  public static String version(Path binary) {
    return Command.run(List.of(binary.toString(), "--version"))
        .lines()
        .filter(line -> line.startsWith(VERSION))
        .findFirst()
        .map(line -> line.substring(VERSION.length()))
        .orElseThrow(() -> new ClusterException(binary + " does not tell its version"));
  }
}
