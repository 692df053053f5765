package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import kv.spi.Bytes;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Figure;
import kv.spi.Guarantee;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * Every write one lightweight transaction on its key's own partition, every read SERIAL:
 * linearizable per key.
 *
 * <p><b>One transaction where one will do.</b> To replace a value that lives for ever, whichever it
 * is or a named version, is one transaction, whose failed condition shows what is there instead.
 * Everything else reads the key first and replaces exactly what it read, again if something came
 * between. No write is ever sent twice: each try is a transaction of its own, begun after the last
 * was certainly refused. One whose end is unknown is looked for by a SERIAL read: its version, or
 * the fence of a delete, is nobody else's, so that what is found was applied. (What is not found
 * may still be, or may have been and be gone: that stays unknown.)
 *
 * <p><b>Expiry</b> is a delete that somebody performs (decision 12): whoever meets an expired entry
 * deletes it by a transaction before he says that it is not there. Cassandra's own time to live, an
 * hour longer, disposes of what nobody meets.
 *
 * <p><b>Listed by incarnations.</b> Listings read the keys from another table, which no transaction
 * covers. A write that makes a key present, or changes whether it lives for ever, draws an
 * <em>incarnation</em>, inserts (key, incarnation) there, and only then writes the entry, which
 * names the incarnation; other writes leave it. So an entry's row is always there before it, and a
 * row is only deleted once no entry can name it: by the delete that took the entry of it away, or
 * by the write that drew it and was certainly not applied. Rows of writes of unknown end are left
 * over; a listing that meets one deletes it after it has set a new <em>fence</em> on the key. A
 * write that makes a key present is conditional on the fence that it read before it inserted its
 * row, so afterwards none with that row can succeed. No clock decides any of this.
 */
final class SerialBackend implements KvBackend {

  private final Store store;
  private final SerialStatements statements;
  private final SerialListing listing;
  private final KeyQueues queues = new KeyQueues();
  private final Ids ids;
  private final InstantSource clock;
  private final long maxValueSize;

  SerialBackend(Store store, Ids ids, InstantSource clock, long maxValueSize) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
    this.maxValueSize = maxValueSize;
    this.statements = new SerialStatements(store.cql(), store.keyspace());
    this.listing = new SerialListing(store, statements, ids, clock);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.allOf(Feature.class), Guarantee.LINEARIZABLE);
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return find(statements.get(key.bytes()), key, deadline)
        .map(row -> new Entry(metadata(row), StoredEntry.value(row)));
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    return find(statements.head(key.bytes()), key, deadline).map(SerialBackend::metadata);
  }

  private Optional<Row> find(BoundStatement statement, Key key, Deadline deadline) {
    store.refuseIfClosed();
    while (true) {
      Row row = store.cql().read(statement, deadline).one();
      SerialState found = SerialState.of(row);
      if (row == null || found.version() == null) {
        return Optional.empty();
      }
      if (!found.hasExpired(clock.instant())) {
        return Optional.of(row);
      }
      expire(key.bytes(), found, deadline);
    }
  }

  static Metadata metadata(Row row) {
    SerialState state = SerialState.of(row);
    return new Metadata(
        state.publicVersion().orElseThrow(),
        StoredEntry.mediaType(row),
        row.getInt("size"),
        StoredEntry.modified(row),
        StoredEntry.expires(state.expires()));
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    store.refuseIfClosed();
    StoredEntry.requireSize(put.value().bytes().length(), maxValueSize);
    queues.enter(put.key(), deadline);
    try {
      return new PutCall(put, deadline).run();
    } finally {
      queues.leave(put.key());
    }
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    store.refuseIfClosed();
    queues.enter(delete.key(), deadline);
    try {
      return new DeleteCall(delete, deadline).run();
    } finally {
      queues.leave(delete.key());
    }
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    store.refuseIfClosed();
    return listing.page(query, deadline);
  }

  @Override
  public Health health() {
    return store.health();
  }

  @Override
  public List<Figure> figures() {
    return store.figures();
  }

  @Override
  public void close() {
    store.close();
  }

  /** One put, from its first look at the key to its end. */
  private final class PutCall {

    private final Bytes key;
    private final Put put;
    private final Deadline deadline;
    private final UUID version = ids.next();
    private final Instant now = clock.instant();
    private final long expires;

    /** Of the row among the keys that this put has inserted. */
    private @Nullable UUID incarnation;

    /** Of the row that nobody needs once the transaction under way is applied. */
    private @Nullable UUID orphan;

    PutCall(Put put, Deadline deadline) {
      this.put = put;
      this.key = put.key().bytes();
      this.deadline = deadline;
      this.expires = StoredEntry.expiry(put.ttl(), now);
    }

    PutResult run() {
      try {
        return untilDecided();
      } catch (NotAppliedException e) {
        dropOwnRow();
        throw e;
      }
    }

    private PutResult untilDecided() {
      SerialState found;
      Optional<BoundStatement> inOne = inOne();
      if (inOne.isPresent()) {
        Attempt attempt = attempt(inOne.get());
        if (attempt.applied()) {
          return stored(Previous.PRESENT);
        }
        found = attempt.found();
      } else {
        found = state(key, deadline);
      }
      Pauses pauses = new Pauses(deadline);
      while (true) {
        if (found.hasExpired(clock.instant())) {
          found = expire(key, found, deadline);
          continue;
        }
        Optional<Version> current = found.publicVersion();
        if (!put.precondition().holds(current)) {
          dropOwnRow();
          return new PreconditionFailed(current);
        }
        Attempt attempt = attempt(replacing(found));
        if (attempt.applied()) {
          return stored(current.isPresent() ? Previous.PRESENT : Previous.ABSENT);
        }
        if (!Objects.equals(attempt.found().fence(), found.fence())) {
          dropOwnRow(); // Whoever set the fence may have deleted it.
        }
        found = attempt.found();
        pauses.next();
      }
    }

    /** The one transaction that may do, if this put is of that kind. */
    private Optional<BoundStatement> inOne() {
      if (expires != StoredEntry.NEVER) {
        return Optional.empty();
      }
      Precondition condition = put.precondition();
      if (condition == Precondition.none() || condition == Precondition.present()) {
        return Optional.of(statements.overwrite(key, put.value(), now, version));
      }
      if (condition instanceof Precondition.VersionIn in && in.versions().size() == 1) {
        return Ids.ofVersion(in.versions().iterator().next())
            .map(expected -> statements.overwrite(key, put.value(), now, version, expected));
      }
      return Optional.empty();
    }

    /** The transaction that puts the value in the place of exactly {@code found}. */
    private BoundStatement replacing(SerialState found) {
      if (found.isForEver() && expires == StoredEntry.NEVER) {
        UUID expected = Objects.requireNonNull(found.version());
        orphan = incarnation;
        return statements.overwrite(key, put.value(), now, version, expected);
      }
      UUID own = incarnation;
      if (own == null) {
        own = ids.next();
        listing.addRow(key, own, now, deadline);
        incarnation = own;
      }
      orphan = found.incarnation();
      return statements.replace(key, put.value(), now, version, expires, own, found);
    }

    private Attempt attempt(BoundStatement statement) {
      try {
        return decide(statement, deadline);
      } catch (OutcomeUnknownException e) {
        if (version.equals(settle(key, e, deadline).version())) {
          return Attempt.APPLIED;
        }
        throw e;
      }
    }

    private PutResult stored(Previous previous) {
      if (orphan != null) {
        listing.dropRow(key, orphan);
      }
      return new PutResult.Stored(Ids.version(version), previous);
    }

    private void dropOwnRow() {
      if (incarnation != null) {
        listing.dropRow(key, incarnation);
        incarnation = null;
      }
    }
  }

  /** One delete, from its first look at the key to its end. */
  private final class DeleteCall {

    private final Bytes key;
    private final Delete delete;
    private final Deadline deadline;

    DeleteCall(Delete delete, Deadline deadline) {
      this.delete = delete;
      this.key = delete.key().bytes();
      this.deadline = deadline;
    }

    DeleteResult run() {
      SerialState found = state(key, deadline);
      Pauses pauses = new Pauses(deadline);
      while (true) {
        if (found.hasExpired(clock.instant())) {
          found = expire(key, found, deadline);
          continue;
        }
        Optional<Version> current = found.publicVersion();
        if (!delete.precondition().holds(current)) {
          return new PreconditionFailed(current);
        }
        if (current.isEmpty()) {
          return DeleteResult.NothingThere.NOTHING_THERE;
        }
        Attempt attempt = remove(key, found, deadline);
        if (attempt.applied()) {
          return DeleteResult.Deleted.DELETED;
        }
        found = attempt.found();
        pauses.next();
      }
    }
  }

  /** How a transaction ended: applied, or in the face of {@code found} instead. */
  private record Attempt(boolean applied, SerialState found) {
    static final Attempt APPLIED = new Attempt(true, SerialState.NOTHING);
  }

  private Attempt decide(BoundStatement statement, Deadline deadline) {
    AsyncResultSet result = store.cql().write(statement, deadline);
    return result.wasApplied() ? Attempt.APPLIED : new Attempt(false, SerialState.of(result.one()));
  }

  private SerialState state(Bytes key, Deadline deadline) {
    return SerialState.of(store.cql().read(statements.state(key), deadline).one());
  }

  /** Takes away exactly {@code found}, and its row among the keys. */
  private Attempt remove(Bytes key, SerialState found, Deadline deadline) {
    UUID id = ids.next();
    Attempt attempt;
    try {
      attempt = decide(statements.delete(key, found, id), deadline);
    } catch (OutcomeUnknownException e) {
      if (!id.equals(settle(key, e, deadline).fence())) {
        throw e;
      }
      attempt = Attempt.APPLIED;
    }
    if (attempt.applied() && found.incarnation() != null) {
      listing.dropRow(key, found.incarnation());
    }
    return attempt;
  }

  /**
   * Takes away what has expired, and says what is there then.
   *
   * @throws NotAppliedException if that can't be had; the call that met it has done nothing itself
   */
  private SerialState expire(Bytes key, SerialState expired, Deadline deadline) {
    try {
      Attempt attempt = remove(key, expired, deadline);
      return attempt.applied() ? state(key, deadline) : attempt.found();
    } catch (OutcomeUnknownException e) {
      throw new NotAppliedException(
          Reason.UNAVAILABLE, "the key's last value has expired, but can't be removed", e);
    }
  }

  /**
   * What is there after a write of unknown end, since it may show that it was applied.
   *
   * @throws OutcomeUnknownException {@code unknown} itself, if nothing can be read in time
   */
  private SerialState settle(Bytes key, OutcomeUnknownException unknown, Deadline deadline) {
    Pauses pauses = new Pauses(deadline);
    while (true) {
      try {
        return state(key, deadline);
      } catch (NotAppliedException e) {
        unknown.addSuppressed(e);
        try {
          pauses.next();
        } catch (NotAppliedException late) {
          throw unknown;
        }
      }
    }
  }
}
