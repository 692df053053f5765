/**
 * The store in Apache Cassandra.
 *
 * <p>{@link kv.backend.cassandra.SerialBackend} decides every write by a lightweight transaction;
 * {@link kv.backend.cassandra.LastWriteWinsBackend} writes plainly; {@link
 * kv.backend.cassandra.CassandraTimestampedStore} keeps what a lock service decides. A keyspace is
 * of one of these kinds for good, since their writes must never meet on one row.
 */
@NullMarked
package kv.backend.cassandra;

import org.jspecify.annotations.NullMarked;
