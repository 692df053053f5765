package kv.consistency.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import kv.consistency.cluster.EtcdBinary;
import kv.consistency.topology.Topology;

/** The versions of what takes part in a run. */
final class Versions {
  private static final int SHOWN_DIGITS = 12;
  private static final String CASSANDRA_JAR = "cassandra-all-";
  private static final String JAR = ".jar";

  private Versions() {}

  /** Of what is on this side. */
  static Map<String, String> ofHarness() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("kv-consistency", "0.1.0");
    versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    versions.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    versions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return versions;
  }

  /** Of what is started; whatever isn't there is left for the start to complain about. */
  static Map<String, String> of(Topology topology, Harness.Paths files) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    if (Files.isRegularFile(files.war())) {
      versions.put("kv.war", ofWar(files.war()));
    }
    if (topology.cassandra() > 0 && Files.isDirectory(files.cassandraLib())) {
      versions.put("cassandra", ofCassandra(files.cassandraLib()));
    }
    if (topology.etcd() > 0) {
      versions.put("etcd", EtcdBinary.version(EtcdBinary.find()));
    }
    return versions;
  }

  /** With a digest: between releases, the version says little. */
  private static String ofWar(Path war) throws IOException {
    String version = "";
    try (JarFile file = new JarFile(war.toFile())) {
      Manifest manifest = file.getManifest();
      if (manifest != null) {
        version = String.valueOf(manifest.getMainAttributes().getValue("Implementation-Version"));
      }
    }
    return version + ", SHA-256 " + digest(war).substring(0, SHOWN_DIGITS) + "…";
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String ofCassandra(Path lib) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(CASSANDRA_JAR) && name.endsWith(JAR))
          .map(name -> name.substring(CASSANDRA_JAR.length(), name.length() - JAR.length()))
          .findFirst()
          .orElse("unknown: no " + CASSANDRA_JAR + "*" + JAR + " in " + lib);
    }
  }
}
