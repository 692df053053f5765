package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration files of one node, in its home.
 *
 * @param addresses of all nodes; this one's at {@code index}
 */
record CassandraFiles(
    CassandraConfiguration configuration, Path home, List<String> addresses, int index) {
  private static final int TOKENS = 16;
  private static final String SSTABLES = "sstables";
  private static final String COMMIT_LOG = "commitlog";
  private static final String HINTS = "hints";
  private static final String CACHES = "caches";
  private static final String CHANGES = "cdc";

  void write() {
    try {
      Files.writeString(yaml(), text());
      Files.writeString(rackDc(), "dc=%s%nrack=rack1%n".formatted(configuration.dataCentre()));
      Files.writeString(logback(), LOGBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path yaml() {
    return home.resolve("cassandra.yaml");
  }

  Path rackDc() {
    return home.resolve("cassandra-rackdc.properties");
  }

  Path logback() {
    return home.resolve("logback.xml");
  }

  Path data() {
    return home.resolve(ClusterDirectory.DATA);
  }

  /** Deletes all that the node has stored. */
  void deleteStored() {
    for (String directory : List.of(SSTABLES, COMMIT_LOG, HINTS, CACHES, CHANGES)) {
      ClusterDirectory.delete(data().resolve(directory));
    }
  }

  private String text() {
    Map<String, String> settings = new LinkedHashMap<>();
    String address = addresses.get(index);
    settings.put("cluster_name", "kv");
    settings.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
    settings.put("endpoint_snitch", "GossipingPropertyFileSnitch");
    settings.put("listen_address", address);
    settings.put("rpc_address", address);
    // Each is a seed, so that each can be the first to come back.
    settings.put(
        "seed_provider",
        "[{class_name: org.apache.cassandra.locator.SimpleSeedProvider, parameters: [{seeds: \"%s\"}]}]"
            .formatted(String.join(",", addresses)));
    // Tokens that are known beforehand need no talk about them: all nodes can start at once.
    settings.put("num_tokens", Integer.toString(TOKENS));
    settings.put("initial_token", tokens());
    settings.put("auto_bootstrap", "false");
    settings.put("paxos_variant", "v2");
    settings.put("auto_snapshot", "false");
    settings.put("data_file_directories", "[%s]".formatted(quoted(SSTABLES)));
    settings.put("commitlog_directory", quoted(COMMIT_LOG));
    settings.put("hints_directory", quoted(HINTS));
    settings.put("saved_caches_directory", quoted(CACHES));
    settings.put("cdc_raw_directory", quoted(CHANGES));
    // With "periodic" a killed node forgets up to 100 ms of what it has acknowledged.
    settings.put("commitlog_sync", "batch");
    settings.put("commitlog_segment_size", "8MiB");
    settings.put("memtable_heap_space", "64MiB");
    settings.put("memtable_offheap_space", "64MiB");
    settings.put("key_cache_size", "4MiB");
    settings.put("row_cache_size", "0MiB");
    settings.put("counter_cache_size", "0MiB");
    settings.put("networking_cache_size", "32MiB");
    settings.put("file_cache_size", "32MiB");
    if (configuration.authentication()) {
      settings.put("authenticator", "PasswordAuthenticator");
      settings.put("authorizer", "CassandraAuthorizer");
    }
    configuration
        .encryption()
        .ifPresent(certificate -> settings.put("client_encryption_options", of(certificate)));
    settings.putAll(configuration.settings());
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private String quoted(String directory) {
    return yaml(data().resolve(directory));
  }

  private static String yaml(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
  }

  private static String of(Certificate certificate) {
    return "{enabled: true, optional: false, store_type: PKCS12, keystore: %s, keystore_password: %s}"
        .formatted(yaml(certificate.keyStore()), certificate.password());
  }

  /** The ring cut evenly, dealt to the nodes in turn. */
  private String tokens() {
    BigInteger ring = BigInteger.ONE.shiftLeft(64);
    BigInteger step = ring.divide(BigInteger.valueOf((long) TOKENS * addresses.size()));
    return IntStream.range(0, TOKENS)
        .mapToObj(
            round ->
                step.multiply(BigInteger.valueOf((long) round * addresses.size() + index))
                    .subtract(ring.shiftRight(1))
                    .toString())
        .collect(Collectors.joining(","));
  }

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{ISO8601} %-5level [%thread] %logger{0} - %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="OUT"/></root>
      </configuration>
      """;
}
