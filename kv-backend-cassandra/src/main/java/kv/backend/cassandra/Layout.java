package kv.backend.cassandra;

import static kv.backend.cassandra.Table.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kv.backend.cassandra.Table.Column;

/**
 * The tables of a keyspace, by what writes to them. It is decided for good when the keyspace is
 * made: a row that lightweight transactions write must see no other writes, and time stamps of a
 * clock no tokens of a lock service.
 *
 * <p>{@code entry} has one partition a key, so that keys don't meet in Paxos. {@code key_index} is
 * what listings read: the keys in the order of their bytes, spread over a fixed number of
 * partitions.
 */
enum Layout {
  /** For {@link SerialBackend}. */
  SERIAL,
  /** For {@link LastWriteWinsBackend} at QUORUM. */
  QUORUM,
  /** For {@link LastWriteWinsBackend} at ONE. */
  EVENTUAL,
  /** For {@link CassandraTimestampedStore}. */
  QUORUM_UNDER_LOCKS;

  /** What is decided of the store itself; only lightweight transactions write it. */
  static final Table META =
      new Table("meta", columns("name text"), List.of(), columns("value text"));

  Table entries() {
    List<Column> own =
        switch (this) {
          case SERIAL -> columns("version uuid", "incarnation uuid", "fence uuid");
          case QUORUM, EVENTUAL -> columns("version uuid");
          case QUORUM_UNDER_LOCKS -> columns("granted bigint", "origin bigint", "mark bigint");
        };
    List<Column> rest = new ArrayList<>(own);
    rest.addAll(
        columns(
            "value blob", "media_type text", "size int", "modified timestamp", "expires bigint"));
    return new Table("entry", columns("key blob"), List.of(), rest);
  }

  Table keys() {
    return this == SERIAL
        ? new Table(
            "key_index",
            columns("bucket int"),
            columns("key blob", "incarnation uuid"),
            columns("born timestamp"))
        : new Table("key_index", columns("bucket int"), columns("key blob"), List.of());
  }

  /** Its name in the keyspace and in messages. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
