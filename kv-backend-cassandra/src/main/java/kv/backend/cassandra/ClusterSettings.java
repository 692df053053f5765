package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kv.spi.ConfigurationException;
import kv.spi.Key;
import kv.spi.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes themselves are set to, where the store relies on it. Each live node is asked, as
 * each may have a file of its own.
 */
final class ClusterSettings {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterSettings.class);

  private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KiB|MiB|GiB)");
  private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m)");

  /** Of a mutation, beside key and value. */
  private static final long OVERHEAD = 4096;

  private final CqlSession session;

  ClusterSettings(CqlSession session) {
    this.session = session;
  }

  /**
   * @throws ConfigurationException that names the node and the setting that does not do
   */
  void verify(Layout layout, Settings settings, long maxValueSize) {
    for (Node node : session.getMetadata().getNodes().values()) {
      if (node.getState() != NodeState.UP || node.getOpenConnections() == 0) {
        continue;
      }
      Map<String, String> found = read(node);
      if (layout == Layout.SERIAL) {
        requirePaxos(node, found);
      }
      requireRoom(node, found, maxValueSize);
      warnOfTimeouts(node, found, settings.get(CassandraSettings.REQUEST_TIMEOUT));
    }
  }

  private Map<String, String> read(Node node) {
    Map<String, String> found = new HashMap<>();
    try {
      for (Row row :
          session.execute(
              SimpleStatement.newInstance("SELECT name, value FROM system_views.settings")
                  .setNode(node))) {
        String value = row.getString("value");
        if (value != null) {
          found.put(String.valueOf(row.getString("name")), value);
        }
      }
    } catch (DriverException e) {
      throw new ConfigurationException(
          "the settings of node %s can't be read: %s".formatted(node.getEndPoint(), e.getMessage()),
          e);
    }
    return found;
  }

  /** See {@link DriverErrors}: the old variant may apply what it reports as unavailable. */
  private static void requirePaxos(Node node, Map<String, String> found) {
    String variant = found.getOrDefault("paxos_variant", "none");
    if (!variant.equals("v2")) {
      throw new ConfigurationException(
          "kv.cassandra.mode is 'serial', which needs paxos_variant: v2 on every node (Cassandra 4.1"
              + " and later), but node %s has '%s'".formatted(node.getEndPoint(), variant));
    }
  }

  private static void requireRoom(Node node, Map<String, String> found, long maxValueSize) {
    Optional<Long> largest =
        Optional.ofNullable(found.get("max_mutation_size"))
            .flatMap(text -> number(SIZE, text))
            .or(
                () ->
                    Optional.ofNullable(found.get("commitlog_segment_size"))
                        .flatMap(text -> number(SIZE, text))
                        .map(size -> size / 2));
    long needed = maxValueSize + Key.MAX_LENGTH + OVERHEAD;
    if (largest.isPresent() && largest.get() < needed) {
      throw new ConfigurationException(
          "kv.max-value-size is %d bytes, but node %s takes no mutation above %d (max_mutation_size)"
              .formatted(maxValueSize, node.getEndPoint(), largest.get()));
    }
  }

  private static void warnOfTimeouts(Node node, Map<String, String> found, Duration own) {
    for (String name : new String[] {"write_request_timeout", "cas_contention_timeout"}) {
      Optional<Long> millis =
          Optional.ofNullable(found.get(name)).flatMap(text -> number(TIME, text));
      if (millis.isPresent() && millis.get() >= own.toMillis()) {
        LOG.warn(
            "{} is {}, which is not above {} of node {}: writes that it decides late end as unknown",
            CassandraSettings.REQUEST_TIMEOUT.name(),
            own,
            name,
            node.getEndPoint());
      }
    }
  }

  private static Optional<Long> number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long factor =
        switch (matcher.group(2)) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case "s" -> 1_000L;
          case "m" -> 60_000L;
          default -> 1L;
        };
    return Optional.of(Long.parseLong(matcher.group(1)) * factor);
  }
}
