package kv.backend.cassandra;

import static kv.backend.cassandra.Table.columns;

import java.util.List;
import java.util.Locale;
import kv.backend.cassandra.Table.Column;

/**
 * The tables of a keyspace, by what writes to them. It is decided for good when the keyspace is
 * made: a row that lightweight transactions write must see no other writes, and time stamps of a
 * clock no tokens of a lock service.
 *
 * <p>{@code entries} has one partition a key, so that keys don't meet in Paxos. {@code keys} is
 * what listings read: the keys in the order of their bytes, spread over a fixed number of
 * partitions.
 */
enum Layout {
  /** For {@link SerialBackend}. */
  SERIAL(
      columns(
          "value blob",
          "media_type text",
          "size int",
          "version uuid",
          "modified timestamp",
          "expires bigint",
          "incarnation uuid",
          "fence uuid"),
      columns("key blob", "incarnation uuid"),
      columns("born timestamp")),

  /** For {@link LastWriteWinsBackend} at QUORUM. */
  QUORUM(Plain.ENTRY, Plain.KEY, List.of()),

  /** For {@link LastWriteWinsBackend} at ONE. */
  EVENTUAL(Plain.ENTRY, Plain.KEY, List.of()),

  /** For {@link CassandraTimestampedStore}. */
  QUORUM_UNDER_LOCKS(
      columns(
          "value blob",
          "media_type text",
          "size int",
          "modified timestamp",
          "expires bigint",
          "token bigint",
          "mark bigint"),
      Plain.KEY,
      List.of());

  private static final class Plain {
    static final List<Column> ENTRY =
        columns(
            "value blob",
            "media_type text",
            "size int",
            "modified timestamp",
            "expires bigint",
            "version uuid");
    static final List<Column> KEY = columns("key blob");
  }

  /** Settings of the store itself; only lightweight transactions write it. */
  static final Table META = new Table("meta", columns("name text"), List.of(), columns("value text"));

  private final Table entries;
  private final Table keys;

  Layout(List<Column> entry, List<Column> keyClustering, List<Column> keyRest) {
    entries = new Table("entries", columns("key blob"), List.of(), entry);
    keys = new Table("keys", columns("bucket int"), keyClustering, keyRest);
  }

  Table entries() {
    return entries;
  }

  Table keys() {
    return keys;
  }

  /** Its name in the keyspace and in messages. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
