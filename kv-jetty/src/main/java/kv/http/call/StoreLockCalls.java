package kv.http.call;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kv.http.call.Reply.Header;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Outcome;
import kv.spi.lock.LockManager;
import kv.spi.lock.StoreLock;

/** The lock of the whole store: taken for a while by an owner, shown, and released. */
public final class StoreLockCalls {

  private static final Duration MIN_LEASE = Duration.ofSeconds(1);
  private static final Duration MAX_LEASE = Duration.ofDays(1);
  private static final int MAX_OWNER_LENGTH = 128;

  private static final Set<String> NO_PARAMETERS = Set.of();
  private static final Set<String> TAKE_PARAMETERS = Set.of("owner", "lease", LockWaits.PARAMETER);
  private static final Set<String> RELEASE_PARAMETERS = Set.of("owner");

  private final Optional<LockManager> locks;
  private final LockWaits waits;
  private final Handling handling;

  StoreLockCalls(Optional<LockManager> locks, LockWaits waits, Handling handling) {
    this.locks = locks;
    this.waits = waits;
    this.handling = handling;
  }

  /**
   * {@code POST /v1/admin/lock}: 200 with the lock, taken or renewed; 423 where it is another's.
   */
  public Reply take(Call call) {
    return decide(
        Operation.LOCK,
        call,
        manager -> {
          QueryString query = QueryString.parse(call.rawQuery(), TAKE_PARAMETERS);
          refuseBody(call);
          String owner = owner(query);
          Duration lease =
              query
                  .duration("lease", MIN_LEASE, MAX_LEASE)
                  .orElseThrow(() -> new RejectedCall(400, "'lease' must be given"));
          Duration wait = waits.asked(query);
          Deadline deadline = handling.deadlineAfter(wait);
          return json(
              handling.admitted(
                  () ->
                      new LockRefusals(manager)
                          .explained(
                              deadline, () -> manager.lockStore(owner, lease, wait, deadline))));
        });
  }

  /** {@code GET /v1/admin/lock}: 200 with the lock, 404 where nobody has it. */
  public Reply show(Call call) {
    return decide(
        Operation.SHOW_LOCK,
        call,
        manager -> {
          QueryString.parse(call.rawQuery(), NO_PARAMETERS);
          return handling
              .admitted(() -> manager.storeLock(handling.deadline()))
              .map(StoreLockCalls::json)
              .orElseGet(() -> Problem.notApplied(404, "nobody has the lock of the store"));
        });
  }

  /** {@code DELETE /v1/admin/lock}: 204, or 404 where it is not the owner's. */
  public Reply release(Call call) {
    return decide(
        Operation.UNLOCK,
        call,
        manager -> {
          String owner = owner(QueryString.parse(call.rawQuery(), RELEASE_PARAMETERS));
          boolean released =
              handling.admitted(() -> manager.unlockStore(owner, handling.deadline()));
          return released
              ? Reply.empty(204, Outcome.APPLIED)
              : Problem.notApplied(404, "this owner does not have the lock of the store");
        });
  }

  private Reply decide(Operation operation, Call call, Function<LockManager, Reply> handler) {
    return handling.decide(
        operation,
        call,
        () -> {
          Access.requireAdmin(call);
          return handler.apply(
              locks.orElseThrow(
                  () ->
                      new RejectedCall(
                          501, "locking the store needs a lock manager, and kv.lock is none")));
        });
  }

  private static String owner(QueryString query) {
    String owner =
        query.text("owner").orElseThrow(() -> new RejectedCall(400, "'owner' must be given"));
    if (owner.isEmpty()
        || owner.length() > MAX_OWNER_LENGTH
        || !owner.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
      throw new RejectedCall(
          400, "'owner' is not 1 to %d printable ASCII characters".formatted(MAX_OWNER_LENGTH));
    }
    return owner;
  }

  /** Parameters in a body would otherwise be ignored. */
  private static void refuseBody(Call call) {
    boolean empty =
        call.firstHeader("Content-Length").orElse("0").equals("0")
            && call.header("Transfer-Encoding").isEmpty();
    if (!empty) {
      throw new RejectedCall(400, "this call has no body: its parameters are in the query");
    }
  }

  private static Reply json(StoreLock lock) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("owner", lock.owner());
      json.writeStringField("identity", lock.identity());
      json.writeNumberField("revision", lock.revision());
      json.writeStringField("remaining", lock.remaining().toMillis() + "ms");
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.of(
        200,
        Outcome.APPLIED,
        Bytes.wrap(out.toByteArray()),
        new Header("Content-Type", "application/json"),
        new Header("Cache-Control", "no-store"),
        new Header("X-Content-Type-Options", "nosniff"));
  }
}
