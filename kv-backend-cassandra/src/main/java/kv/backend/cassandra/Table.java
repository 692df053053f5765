package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as it is to be: its columns in the order of the statement that makes it. */
record Table(String name, List<Column> partitionKey, List<Column> clustering, List<Column> rest) {

  /** A column and its CQL type. */
  record Column(String name, String type) {

    static Column of(ColumnMetadata found) {
      return new Column(found.getName().asInternal(), found.getType().asCql(false, false));
    }

    private String anyValue() {
      return switch (type) {
        case "text" -> "'none'";
        case "blob" -> "0x00";
        default -> "-1";
      };
    }

    @Override
    public String toString() {
      return name + " " + type;
    }
  }

  /** Columns from texts such as {@code "key blob"}. */
  static List<Column> columns(String... texts) {
    return Stream.of(texts)
        .map(text -> text.split(" ", 2))
        .map(parts -> new Column(parts[0], parts[1]))
        .toList();
  }

  /** What stands between the parentheses of {@code CREATE TABLE}. */
  String definition() {
    String key = "(" + names(partitionKey) + ")";
    String primaryKey = clustering.isEmpty() ? key : key + ", " + names(clustering);
    return Stream.of(partitionKey, clustering, rest)
        .flatMap(List::stream)
        .map(Column::toString)
        .collect(Collectors.joining(", ", "", ", PRIMARY KEY (" + primaryKey + ")"));
  }

  /** A statement that a node runs at no cost if it has the table, and refuses if it has not. */
  String probe(String keyspace) {
    String conditions =
        partitionKey.stream()
            .map(column -> column.name() + " = " + column.anyValue())
            .collect(Collectors.joining(" AND "));
    return "SELECT %s FROM %s.%s WHERE %s LIMIT 1"
        .formatted(names(partitionKey), keyspace, name, conditions);
  }

  /** How {@code found} differs in its columns; empty where it does not. */
  List<String> differences(TableMetadata found) {
    List<String> differences = new ArrayList<>();
    compare("partition key", partitionKey, found.getPartitionKey(), differences);
    compare("clustering key", clustering, found.getClusteringColumns().keySet(), differences);
    for (Column column : rest) {
      if (found
          .getColumn(CqlIdentifier.fromInternal(column.name()))
          .map(Column::of)
          .filter(column::equals)
          .isEmpty()) {
        differences.add("table %s has no column %s".formatted(name, column));
      }
    }
    return differences;
  }

  private void compare(
      String what,
      List<Column> expected,
      Collection<ColumnMetadata> found,
      List<String> differences) {
    List<Column> there = found.stream().map(Column::of).toList();
    if (!there.equals(expected)) {
      differences.add(
          "the %s of table %s is %s instead of %s".formatted(what, name, there, expected));
    }
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
