package kv.http.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import kv.http.call.Reply.Header;
import kv.spi.Bytes;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Outcome;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Value;
import kv.spi.Version;
import kv.spi.locked.LockingBackend;

/**
 * The calls of docs/http-api.md. Each is: read the request strictly, one atomic backend call, say
 * how it ended. Nothing is checked in one backend call and acted upon in another.
 */
public final class KvCalls {

  private static final Set<String> NO_PARAMETERS = Set.of();
  private static final Set<String> PUT_PARAMETERS = Set.of("ttl", LockWaits.PARAMETER);
  private static final Set<String> DELETE_PARAMETERS = Set.of(LockWaits.PARAMETER);
  private static final Duration MIN_TTL = Duration.ofMillis(1);
  private static final Duration MAX_TTL = Duration.ofDays(3650);

  /** Stored by strangers, so neither sniffed nor run; kept by no shared cache (RFC 9111). */
  private static final List<Header> VALUE_HEADERS =
      List.of(
          new Header("Cache-Control", "private, no-cache"),
          new Header("Content-Security-Policy", "sandbox; default-src 'none'"),
          new Header("X-Content-Type-Options", "nosniff"));

  private final HttpDates dates = new HttpDates();
  private final KvBackend backend;
  private final Limits limits;
  private final Handling handling;
  private final Writes writes;
  private final WriteLimit writeLimit;
  private final StoreLockCalls storeLock;

  /**
   * The bounds of a call.
   *
   * @param maxValueSize in bytes
   * @param timeout of a backend call
   * @param maxConcurrent backend calls at once; one more is refused
   */
  public record Limits(
      long maxValueSize, Duration timeout, int maxConcurrent, LockWaits lockWaits) {}

  public KvCalls(KvBackend backend, Limits limits, LongSupplier nanoTime, CallObserver observer) {
    this(backend, limits, WriteLimit.NONE, nanoTime, observer);
  }

  public KvCalls(
      KvBackend backend,
      Limits limits,
      WriteLimit writeLimit,
      LongSupplier nanoTime,
      CallObserver observer) {
    this.backend = backend;
    this.writeLimit = writeLimit;
    this.limits = limits;
    this.handling = new Handling(limits.timeout(), limits.maxConcurrent(), nanoTime, observer);
    this.writes = new Writes(backend, limits.lockWaits(), handling);
    this.storeLock =
        new StoreLockCalls(
            backend instanceof LockingBackend locking
                ? Optional.of(locking.lockManager())
                : Optional.empty(),
            limits.lockWaits(),
            handling);
  }

  /** {@code GET /v1/kv/{key}}: 200, 304, or an error. */
  public Reply get(Call call) {
    return handling.decide(
        Operation.GET,
        call,
        () -> {
          Read read = read(call);
          Optional<Entry> entry =
              handling.admitted(() -> backend.get(read.key(), handling.deadline()));
          return answer(read, entry.map(Entry::metadata), entry.map(Entry::value));
        });
  }

  /** {@code HEAD /v1/kv/{key}}: as GET, without the body. */
  public Reply head(Call call) {
    return handling.decide(
        Operation.HEAD,
        call,
        () -> {
          Read read = read(call);
          Optional<Metadata> metadata =
              handling.admitted(() -> backend.head(read.key(), handling.deadline()));
          return answer(read, metadata, Optional.empty());
        });
  }

  /** {@code PUT /v1/kv/{key}}: 201 where the key was absent, else 204, or an error. */
  public Reply put(Call call) {
    return handling.decide(
        Operation.PUT,
        call,
        () -> {
          AskedPut asked = readPut(call);
          PutResult result =
              writeLimit.put(
                  asked.put(),
                  () ->
                      handling.admitted(() -> backend.head(asked.put().key(), handling.deadline())),
                  () -> writes.put(asked.put(), asked.lockWait()));
          if (result instanceof PutResult.Stored stored) {
            int status = stored.previous() == PutResult.Previous.ABSENT ? 201 : 204;
            return Reply.empty(status, Outcome.APPLIED, etag(stored.version()));
          }
          return failed(((PreconditionFailed) result).current());
        });
  }

  /** {@code DELETE /v1/kv/{key}}: 204, 404 where there was nothing, or another error. */
  public Reply delete(Call call) {
    return handling.decide(
        Operation.DELETE,
        call,
        () -> {
          Key key = KeyPath.parse(call.rawPath());
          Access.requireWrite(call, key);
          Duration wait = writes.lockWait(QueryString.parse(call.rawQuery(), DELETE_PARAMETERS));
          Delete delete = new Delete(key, Preconditions.ofWrite(call));
          DeleteResult result = writes.delete(delete, wait);
          if (result instanceof DeleteResult.Deleted) {
            return Reply.empty(204, Outcome.APPLIED);
          }
          return result instanceof PreconditionFailed precondition
              ? failed(precondition.current())
              : nothingThere();
        });
  }

  /** {@code GET /v1/kv?prefix=…}: 200 with one page as JSON, or an error. */
  public Reply list(Call call) {
    return handling.decide(
        Operation.LIST,
        call,
        () -> {
          ListQuery query = Listing.parse(call.rawQuery());
          List<Bytes> readable = Access.readableWithin(call, query.prefix());
          Page page =
              handling.admitted(
                  () -> ReadableListing.page(backend, query, readable, handling.deadline()));
          Bytes json = Listing.json(page, query);
          return Reply.of(
              200,
              Outcome.APPLIED,
              json,
              new Header("Content-Type", "application/json"),
              new Header("Cache-Control", "no-store"),
              new Header("X-Content-Type-Options", "nosniff"));
        });
  }

  /** The calls on the lock of the whole store, within the same bounds. */
  public StoreLockCalls storeLock() {
    return storeLock;
  }

  /** Backend calls running now. */
  public int running() {
    return handling.running();
  }

  /** Backend calls refused so far since too many were running. */
  public long refused() {
    return handling.refused();
  }

  private record AskedPut(Put put, Duration lockWait) {}

  private AskedPut readPut(Call call) {
    Key key = KeyPath.parse(call.rawPath());
    Access.requireWrite(call, key);
    QueryString query = QueryString.parse(call.rawQuery(), PUT_PARAMETERS);
    Optional<Duration> ttl = query.duration("ttl", MIN_TTL, MAX_TTL);
    Duration wait = writes.lockWait(query);
    Precondition precondition = Preconditions.ofWrite(call);
    Value value = Upload.read(call, limits.maxValueSize());
    return new AskedPut(new Put(key, value, precondition, ttl), wait);
  }

  private record Read(Key key, Precondition match, Precondition noneMatch) {}

  private static Read read(Call call) {
    Key key = KeyPath.parse(call.rawPath());
    Access.requireRead(call, key);
    QueryString.parse(call.rawQuery(), NO_PARAMETERS);
    return new Read(key, Preconditions.matchOfRead(call), Preconditions.noneMatchOfRead(call));
  }

  private Reply answer(Read read, Optional<Metadata> found, Optional<Bytes> value) {
    Optional<Version> version = found.map(Metadata::version);
    if (!read.match().holds(version)) {
      return failed(version);
    }
    if (found.isEmpty()) {
      return nothingThere();
    }
    Metadata metadata = found.get();
    List<Header> headers = new ArrayList<>(8);
    headers.add(etag(metadata.version()));
    headers.addAll(VALUE_HEADERS);
    if (!read.noneMatch().holds(version)) {
      return new Reply(304, Outcome.APPLIED, headers, Bytes.EMPTY, 0);
    }
    headers.add(new Header("Content-Type", metadata.mediaType()));
    headers.add(new Header("Last-Modified", dates.format(metadata.modified())));
    metadata.expires().ifPresent(at -> headers.add(new Header("Kv-Expires", at.toString())));
    return new Reply(200, Outcome.APPLIED, headers, value.orElse(Bytes.EMPTY), metadata.size());
  }

  private static Reply failed(Optional<Version> current) {
    Reply problem =
        Problem.notApplied(
            412,
            current.isPresent()
                ? "the precondition failed: the key's version is " + current.get()
                : "the precondition failed: there is no such key");
    return current.map(version -> problem.with("ETag", EntityTags.strong(version))).orElse(problem);
  }

  private static Reply nothingThere() {
    return Problem.notApplied(404, "there is no such key");
  }

  private static Header etag(Version version) {
    return new Header("ETag", EntityTags.strong(version));
  }
}
