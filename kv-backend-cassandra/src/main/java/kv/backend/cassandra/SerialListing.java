package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.IndexedListing;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.Page;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what {@link SerialBackend} writes, whose essay says why no key is missed, and removes what
 * it finds to be over: entries whose time has passed, and rows that list nothing.
 */
final class SerialListing {

  private static final Logger LOG = LoggerFactory.getLogger(SerialListing.class);

  /**
   * How old a row is that is taken for a leftover, not for a write's under way. Only to save those
   * from being fenced: however wrong the clocks, nothing is lost.
   */
  private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

  /** Removals under way at once; more is left to the next listing. */
  private static final int MOST_REMOVALS = 64;

  private final Store store;
  private final SerialStatements statements;
  private final Ids ids;
  private final InstantSource clock;
  private final KeyIndex<ListedRow> index;
  private final Semaphore removals = new Semaphore(MOST_REMOVALS);

  /** A row among the keys. */
  private record ListedRow(Bytes key, UUID incarnation, Instant born) implements KeyIndex.Indexed {

    static ListedRow of(Row row) {
      return new ListedRow(
          StoredEntry.bytes(Objects.requireNonNull(row.getByteBuffer("key"))),
          Objects.requireNonNull(row.getUuid("incarnation")),
          Objects.requireNonNullElse(row.getInstant("born"), Instant.EPOCH));
    }
  }

  SerialListing(Store store, SerialStatements statements, Ids ids, InstantSource clock) {
    this.store = store;
    this.statements = statements;
    this.ids = ids;
    this.clock = clock;
    this.index =
        new KeyIndex<>(
            store, "key, incarnation, born", DefaultConsistencyLevel.QUORUM, ListedRow::of);
  }

  /** Has {@code key} listed by {@code incarnation}, on a quorum on return. */
  void addRow(Bytes key, UUID incarnation, Instant now, Deadline deadline) {
    store.cql().write(statements.addKey(store.bucketOf(key), key, incarnation, now), deadline);
  }

  /** Soon deletes a row that no entry can name; should that fail, a listing will. */
  void dropRow(Bytes key, UUID incarnation) {
    unawaited(store.cql().sendUnawaited(statements.dropKey(store.bucketOf(key), key, incarnation)));
  }

  Page page(ListQuery query, Deadline deadline) {
    Map<Key, List<ListedRow>> rows = new HashMap<>();
    return IndexedListing.page(
        query,
        (prefix, after, atMost) -> {
          rows.clear();
          List<Key> keys = new ArrayList<>();
          for (ListedRow row : index.scan(prefix, after, atMost, deadline)) {
            Key key = new Key(row.key());
            List<ListedRow> ofKey = rows.computeIfAbsent(key, k -> new ArrayList<>(1));
            if (ofKey.isEmpty()) {
              keys.add(key);
            }
            ofKey.add(row);
          }
          return keys;
        },
        (keys, values) -> find(keys, values, rows, deadline));
  }

  private List<Optional<Page.Listed>> find(
      List<Key> keys, boolean values, Map<Key, List<ListedRow>> rows, Deadline deadline) {
    List<BoundStatement> reads =
        keys.stream().map(key -> statements.listed(key.bytes(), values)).toList();
    List<AsyncResultSet> results = store.cql().readAll(reads, deadline);
    Instant now = clock.instant();
    List<Optional<Page.Listed>> found = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      Row entry = results.get(i).one();
      SerialState state = SerialState.of(entry);
      removeLeftovers(rows.getOrDefault(key, List.of()), state, now);
      if (entry == null || state.version() == null) {
        found.add(Optional.empty());
      } else if (state.hasExpired(now)) {
        removeExpired(key.bytes(), state);
        found.add(Optional.empty());
      } else {
        Optional<Bytes> value = values ? Optional.of(StoredEntry.value(entry)) : Optional.empty();
        found.add(Optional.of(new Page.Listed(key, SerialBackend.metadata(entry), value)));
      }
    }
    return found;
  }

  private void removeLeftovers(List<ListedRow> rows, SerialState state, Instant now) {
    for (ListedRow row : rows) {
      boolean named = row.incarnation().equals(state.incarnation());
      if (!named && row.born().plus(LEFTOVER_AGE).isBefore(now) && removals.tryAcquire()) {
        decideThenDrop(
            statements.fence(row.key(), row.incarnation(), ids.next()),
            row.key(),
            row.incarnation());
      }
    }
  }

  private void removeExpired(Bytes key, SerialState expired) {
    UUID incarnation = expired.incarnation();
    if (incarnation != null && removals.tryAcquire()) {
      decideThenDrop(statements.delete(key, expired, ids.next()), key, incarnation);
    }
  }

  /** The row is dropped only after a transaction after which no entry can name it. */
  private void decideThenDrop(BoundStatement transaction, Bytes key, UUID incarnation) {
    unawaited(
        store
            .cql()
            .sendUnawaited(transaction)
            .thenAccept(
                result -> {
                  if (result.wasApplied()) {
                    dropRow(key, incarnation);
                  }
                })
            .whenComplete((done, error) -> removals.release()));
  }

  private static void unawaited(CompletionStage<?> running) {
    running.whenComplete(
        (done, error) -> {
          if (error != null) {
            LOG.debug("a removal is left to a later listing", error);
          }
        });
  }
}
