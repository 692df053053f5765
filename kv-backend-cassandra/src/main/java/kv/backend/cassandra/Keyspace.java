package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import kv.spi.ConfigurationException;
import kv.spi.Settings;

/**
 * The keyspace of the store: made where it is missing, verified where it is there.
 *
 * <p>Several front ends may start at once, in different modes even, and Cassandra makes a table
 * twice, losing the rows of one of them, if two nodes are told at once to make it under different
 * ids. So nothing is left to chance: first comes the table {@code meta}, with an id that follows
 * from the keyspace's name; a lightweight transaction on it decides what the store is to be,
 * including the ids of the other tables; and all front ends make those alike.
 */
final class Keyspace {

  private static final String DESCRIPTION = "layout";
  private static final String FORMAT = "1";

  private final CqlSession session;
  private final Settings settings;
  private final String name;
  private final Map<String, String> replication;
  private final Duration patience;
  private final SchemaChanges schema;

  /** What the store is, as decided when it was made. */
  record Description(Layout layout, int buckets, UUID entriesId, UUID keysId) {

    String text() {
      return String.join(
          " ", FORMAT, layout.word(), Integer.toString(buckets), entriesId + "", keysId + "");
    }

    static Description parse(String text) {
      String[] parts = text.split(" ", -1);
      if (parts.length == 5 && parts[0].equals(FORMAT)) {
        for (Layout layout : Layout.values()) {
          if (layout.word().equals(parts[1])) {
            return new Description(
                layout,
                Integer.parseInt(parts[2]),
                UUID.fromString(parts[3]),
                UUID.fromString(parts[4]));
          }
        }
      }
      throw new ConfigurationException(
          "the keyspace is of a format that this version does not know: '" + text + "'");
    }
  }

  Keyspace(CqlSession session, Settings settings) {
    this.session = session;
    this.settings = settings;
    this.name = settings.get(CassandraSettings.KEYSPACE);
    this.replication = replication(settings);
    this.patience = settings.get(CassandraSettings.CONNECT_TIMEOUT);
    this.schema =
        new SchemaChanges(session, patience, settings.get(CassandraSettings.SCHEMA_TIMEOUT));
  }

  /**
   * Makes what is missing and verifies the rest.
   *
   * @throws ConfigurationException that says what differs, is missing or can't be made
   */
  Description prepare(Layout wanted) {
    try {
      boolean create = settings.get(CassandraSettings.CREATE);
      if (create) {
        makeKeyspaceAndMeta();
      }
      verifyKeyspace();
      verify(Layout.META);
      Description description = describe(wanted, create);
      if (description.layout() != wanted) {
        throw new ConfigurationException(
            "keyspace %s was made for mode %s and can't be used in mode %s: their writes would not"
                    .formatted(name, description.layout().word(), wanted.word())
                + " see each other's order; name another by "
                + CassandraSettings.KEYSPACE.name());
      }
      if (create) {
        make(description.layout().entries(), description.entriesId());
        make(description.layout().keys(), description.keysId());
      }
      verify(description.layout().entries());
      verify(description.layout().keys());
      return description;
    } catch (DriverException e) {
      throw new ConfigurationException(
          "keyspace %s can't be prepared: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void makeKeyspaceAndMeta() {
    if (found().isEmpty()) {
      requireNodes();
      schema.change(
          "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = %s AND durable_writes = true"
              .formatted(name, map(replication)));
    }
    make(Layout.META, UUID.nameUUIDFromBytes(("kv " + name).getBytes(StandardCharsets.UTF_8)));
  }

  /** Makes it, unless it is there; returns once all nodes have it, whoever has made it. */
  private void make(Table table, UUID id) {
    if (found(table).isEmpty()) {
      schema.change(
          "CREATE TABLE IF NOT EXISTS %s.%s (%s) WITH ID = %s AND compaction = %s"
                  .formatted(
                      name,
                      table.name(),
                      table.definition(),
                      id,
                      map(Map.of("class", settings.get(CassandraSettings.COMPACTION))))
              + " AND compression = %s AND gc_grace_seconds = %d AND read_repair = 'BLOCKING'"
                  .formatted(
                      map(Map.of("class", settings.get(CassandraSettings.COMPRESSION))),
                      settings.get(CassandraSettings.GC_GRACE).toSeconds()));
    }
    schema.awaitKnown(table.probe(name), () -> isAsExpected(table));
    if (found(table).isEmpty()) {
      session.refreshSchema();
    }
  }

  /** What the store is: what was decided before, or what is decided now. */
  private Description describe(Layout wanted, boolean create) {
    Description own =
        new Description(
            wanted, settings.get(CassandraSettings.BUCKETS), UUID.randomUUID(), UUID.randomUUID());
    Optional<String> text =
        schema.repeatedly(
            () -> create ? Optional.of(decide(own)) : metaValue(),
            error ->
                error instanceof WriteTimeoutException
                    || error instanceof ReadTimeoutException
                    || error instanceof DriverTimeoutException);
    return Description.parse(
        text.orElseThrow(
            () ->
                new ConfigurationException(
                    "keyspace %s holds no store, and %s is false"
                        .formatted(name, CassandraSettings.CREATE.name()))));
  }

  /** Whichever is first; nothing is lost if this is repeated because its end was not known. */
  private String decide(Description own) {
    Optional<String> there = metaValue();
    if (there.isPresent()) {
      return there.get();
    }
    ResultSet result =
        session.execute(
            SimpleStatement.newInstance(
                    "INSERT INTO %s.meta (name, value) VALUES (?, ?) IF NOT EXISTS".formatted(name),
                    DESCRIPTION,
                    own.text())
                .setTimeout(patience)
                .setConsistencyLevel(DefaultConsistencyLevel.QUORUM)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL));
    return result.wasApplied()
        ? own.text()
        : Objects.requireNonNull(
            Objects.requireNonNull(result.one(), "what was there").getString("value"));
  }

  private Optional<String> metaValue() {
    Row row =
        session
            .execute(
                SimpleStatement.newInstance(
                        "SELECT value FROM %s.meta WHERE name = ?".formatted(name), DESCRIPTION)
                    .setTimeout(patience)
                    .setIdempotent(true)
                    .setConsistencyLevel(DefaultConsistencyLevel.SERIAL))
            .one();
    return Optional.ofNullable(row).map(found -> found.getString("value"));
  }

  private void requireNodes() {
    Map<String, Long> nodes =
        session.getMetadata().getNodes().values().stream()
            .map(Node::getDatacenter)
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(dc -> dc, Collectors.counting()));
    replication.forEach(
        (datacenter, factor) -> {
          if (!datacenter.equals("class")
              && nodes.getOrDefault(datacenter, 0L) < Integer.parseInt(factor)) {
            throw new ConfigurationException(
                "data centre '%s' is to hold %s replicas of each key, but has %d nodes"
                    .formatted(datacenter, factor, nodes.getOrDefault(datacenter, 0L)));
          }
        });
  }

  private void verifyKeyspace() {
    KeyspaceMetadata keyspace =
        found()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "there is no keyspace %s, and %s is false"
                            .formatted(name, CassandraSettings.CREATE.name())));
    Map<String, String> there = new TreeMap<>(keyspace.getReplication());
    there.computeIfPresent("class", (key, type) -> type.substring(type.lastIndexOf('.') + 1));
    if (!there.equals(replication)) {
      throw new ConfigurationException(
          "keyspace %s is replicated as %s, but %s is configured"
              .formatted(name, there, replication));
    }
  }

  private void verify(Table table) {
    TableMetadata there =
        found(table)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "keyspace %s has no table %s".formatted(name, table.name())));
    List<String> differences = new ArrayList<>(table.differences(there));
    compare(there, "read_repair", "BLOCKING", differences);
    compare(there, "default_time_to_live", "0", differences);
    compare(
        there,
        "gc_grace_seconds",
        Long.toString(settings.get(CassandraSettings.GC_GRACE).toSeconds()),
        differences);
    compareClass(there, "compaction", settings.get(CassandraSettings.COMPACTION), differences);
    compareClass(there, "compression", settings.get(CassandraSettings.COMPRESSION), differences);
    views(there)
        .forEach(
            view ->
                differences.add(
                    "table %s has the materialized view %s, with which it is not known how writes end"
                        .formatted(table.name(), view)));
    if (!differences.isEmpty()) {
      throw new ConfigurationException(
          "keyspace %s is not as configured: %s".formatted(name, String.join("; ", differences)));
    }
  }

  private List<String> views(TableMetadata table) {
    return found().stream()
        .flatMap(keyspace -> keyspace.getViewsOnTable(table.getName()).keySet().stream())
        .map(CqlIdentifier::asInternal)
        .sorted()
        .toList();
  }

  private static void compare(
      TableMetadata table, String option, String expected, List<String> differences) {
    String there = String.valueOf(table.getOptions().get(CqlIdentifier.fromInternal(option)));
    if (!there.equals(expected)) {
      differences.add(
          "%s of table %s is %s instead of %s"
              .formatted(option, table.getName().asInternal(), there, expected));
    }
  }

  private static void compareClass(
      TableMetadata table, String option, String expected, List<String> differences) {
    String there = "none";
    if (table.getOptions().get(CqlIdentifier.fromInternal(option)) instanceof Map<?, ?> map) {
      there = String.valueOf(map.get("class"));
    }
    if (!lastName(there).equals(lastName(expected))) {
      differences.add(
          "%s of table %s is %s instead of %s"
              .formatted(option, table.getName().asInternal(), there, expected));
    }
  }

  private Optional<KeyspaceMetadata> found() {
    return session.getMetadata().getKeyspace(CqlIdentifier.fromInternal(name));
  }

  /** Whether the table, as far as it is known here, has the columns that it is asked for. */
  private boolean isAsExpected(Table table) {
    session.refreshSchema();
    return found(table).map(there -> table.differences(there).isEmpty()).orElse(true);
  }

  private Optional<TableMetadata> found(Table table) {
    return found().flatMap(keyspace -> keyspace.getTable(CqlIdentifier.fromInternal(table.name())));
  }

  private static Map<String, String> replication(Settings settings) {
    TreeMap<String, String> replication = new TreeMap<>();
    replication.put("class", "NetworkTopologyStrategy");
    Optional<Map<String, Integer>> configured = settings.find(CassandraSettings.REPLICATION);
    configured
        .orElseGet(
            () ->
                Map.of(
                    settings.get(CassandraSettings.LOCAL_DATACENTER),
                    settings.get(CassandraSettings.REPLICATION_FACTOR)))
        .forEach((datacenter, factor) -> replication.put(datacenter, Integer.toString(factor)));
    return replication;
  }

  private static String map(Map<String, String> entries) {
    return entries.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String lastName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
