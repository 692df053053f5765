package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.ListQuery.Position;

/**
 * Reads the table {@code key_index}: the keys in the order of their bytes, though they are spread
 * over partitions by their hash, so that none grows with the store or is hot. A page merges the
 * partitions, each read as far as its share of the page and a little more.
 *
 * @param <R> what is read of a row
 */
final class KeyIndex<R extends KeyIndex.Indexed> {

  private final Cql cql;
  private final int buckets;
  private final PreparedStatement bounded;
  private final PreparedStatement unbounded;
  private final Function<Row, R> reader;

  /** A row of the index. Several may be of one key. */
  interface Indexed {
    Bytes key();
  }

  /**
   * @param columns the columns that {@code reader} reads
   */
  KeyIndex(Store store, String columns, ConsistencyLevel level, Function<Row, R> reader) {
    this.cql = store.cql();
    this.buckets = store.buckets();
    this.reader = reader;
    String select =
        "SELECT %s FROM %s.key_index WHERE bucket = ? AND key >= ?"
            .formatted(columns, store.keyspace());
    this.bounded = cql.prepare(reading(select + " AND key < ? LIMIT ?", level));
    this.unbounded = cql.prepare(reading(select + " LIMIT ?", level));
  }

  private static SimpleStatement reading(String statement, ConsistencyLevel level) {
    return SimpleStatement.newInstance(statement).setIdempotent(true).setConsistencyLevel(level);
  }

  /**
   * The rows of the next {@code atMost} keys, in their order; of fewer keys only where no more
   * follow.
   */
  List<R> scan(Bytes prefix, Optional<Position> after, int atMost, Deadline deadline) {
    Optional<KeyRange> range = KeyRange.of(prefix, after);
    if (range.isEmpty()) {
      return List.of();
    }
    double share = (double) atMost / buckets;
    int chunk = (int) Math.ceil(share + 3 * Math.sqrt(share)) + 1;
    List<Bucket> all = new ArrayList<>(buckets);
    for (int bucket = 0; bucket < buckets; bucket++) {
      all.add(new Bucket(bucket, range.get()));
    }
    return merge(all, atMost, chunk, deadline);
  }

  private List<R> merge(List<Bucket> all, int atMost, int chunk, Deadline deadline) {
    fill(all, chunk, deadline);
    PriorityQueue<Bucket> order = new PriorityQueue<>(Comparator.comparing(Bucket::first));
    all.stream().filter(bucket -> !bucket.rows.isEmpty()).forEach(order::add);
    List<R> merged = new ArrayList<>();
    Bytes last = null;
    int keys = 0;
    for (Bucket bucket = order.poll(); bucket != null; bucket = order.poll()) {
      R row = bucket.rows.remove();
      if (last == null || !row.key().equals(last)) {
        if (keys == atMost) {
          return merged;
        }
        keys++;
        last = row.key();
      }
      merged.add(row);
      if (bucket.rows.isEmpty() && !bucket.exhausted) {
        bucket.range = bucket.range.after(row.key());
        fill(List.of(bucket), chunk, deadline);
      }
      if (!bucket.rows.isEmpty()) {
        order.add(bucket);
      }
    }
    return merged;
  }

  private void fill(List<Bucket> empty, int chunk, Deadline deadline) {
    List<BoundStatement> statements = empty.stream().map(bucket -> bucket.select(chunk)).toList();
    List<AsyncResultSet> results = cql.readAll(statements, deadline);
    for (int i = 0; i < empty.size(); i++) {
      Bucket bucket = empty.get(i);
      results.get(i).currentPage().forEach(row -> bucket.rows.add(reader.apply(row)));
      bucket.exhausted = bucket.rows.size() < chunk;
    }
  }

  /** One partition, as far as it was read. */
  private final class Bucket {

    private final int number;
    private final Deque<R> rows = new ArrayDeque<>();
    private KeyRange range;
    private boolean exhausted;

    Bucket(int number, KeyRange range) {
      this.number = number;
      this.range = range;
    }

    Bytes first() {
      return Objects.requireNonNull(rows.peek()).key();
    }

    BoundStatement select(int limit) {
      BoundStatement statement =
          range.to().isPresent()
              ? bounded.bind(
                  number, range.from().asByteBuffer(), range.to().get().asByteBuffer(), limit)
              : unbounded.bind(number, range.from().asByteBuffer(), limit);
      return statement.setPageSize(limit + 1);
    }
  }
}
