package kv.lock.etcd;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.lock.etcd.Layout.Names;
import kv.lock.etcd.Snapshot.Place;
import kv.spi.lock.LockManager.Purpose;

/**
 * The transactions on a key's lock, and what their answers mean.
 *
 * <p>The rule that all of them keep: a key is granted when it is not locked and nobody has an older
 * place in its queue who could have it; a writer can't while the whole store is locked, so those
 * who finish what was begun then pass the writers. A grant puts the lock with the claim of whoever
 * gets it as its value, and the intent; its token is the revision of that.
 */
final class LockTxns {

  /** How an attempt to get a lock ended. */
  sealed interface Answer {}

  record Granted(long revision, boolean unclean) implements Answer {}

  /** Not granted; in the queue, if that was asked for. */
  record Waits(Snapshot now) implements Answer {}

  /** Not granted, and no place was asked for. */
  enum Busy implements Answer {
    BUSY
  }

  /** Nothing was done, as the service is in another life; empty if it has no identity at all. */
  record OtherLife(Optional<String> identity) implements Answer {}

  private final Layout layout;

  LockTxns(Layout layout) {
    this.layout = layout;
  }

  /** Gets the lock at once or, if {@code queues}, a place in the queue. */
  TxnRequest first(Names names, Purpose purpose, Claim claim, long lease, boolean queues) {
    List<RequestOp> grant = grant(names, claim, lease);
    TxnRequest otherwise =
        Ops.txn(
            List.of(isLife(claim.identity())),
            queues
                ? List.of(
                    Ops.put(names.place(purpose, claim.nonce()), claim.value(), lease),
                    Ops.get(names.lock(), names.end()),
                    Ops.get(layout.store()))
                : List.of(),
            List.of());
    List<Compare> free = new ArrayList<>();
    free.add(isLife(claim.identity()));
    free.add(Ops.areAbsent(names.lock(), names.end()));
    if (purpose == Purpose.WRITE) {
      free.add(Ops.isAbsent(layout.store()));
      return Ops.txn(free, grant, List.of(identity(), Ops.nested(otherwise)));
    }
    TxnRequest pastWriters =
        Ops.txn(
            List.of(
                isLife(claim.identity()),
                Ops.isAbsent(names.lock()),
                Ops.areAbsent(names.finishers(), names.finishersEnd()),
                Ops.isPresent(layout.store())),
            grant,
            List.of(Ops.nested(otherwise)));
    return Ops.txn(free, grant, List.of(identity(), Ops.nested(pastWriters)));
  }

  Answer answerToFirst(Names names, Purpose purpose, boolean queues, TxnResponse answer) {
    long revision = answer.getHeader().getRevision();
    if (answer.getSucceeded()) {
      return granted(revision, answer);
    }
    TxnResponse inner = answer.getResponses(1).getResponseTxn();
    if (purpose == Purpose.FINISH) {
      if (inner.getSucceeded()) {
        return granted(revision, inner);
      }
      inner = inner.getResponses(0).getResponseTxn();
    }
    if (!inner.getSucceeded()) {
      return new OtherLife(Lives.identity(answer.getResponses(0).getResponseRange()));
    }
    return queues
        ? new Waits(
            Snapshot.of(
                names,
                revision,
                inner.getResponses(1).getResponseRange(),
                inner.getResponses(2).getResponseRange()))
        : Busy.BUSY;
  }

  /** Gets the lock for whoever waits at {@code place}, if it is his turn. */
  TxnRequest turn(Names names, Place place, Claim claim) {
    List<RequestOp> grant = new ArrayList<>(grant(names, claim, place.lease()));
    grant.add(Ops.delete(place.name()));
    List<RequestOp> look =
        List.of(identity(), Ops.get(names.lock(), names.end()), Ops.get(layout.store()));
    List<Compare> free = List.of(isLife(claim.identity()), Ops.isAbsent(names.lock()));
    return ifTurn(names, place, free, grant, look);
  }

  Answer answerToTurn(Names names, Place place, Claim claim, TxnResponse answer) {
    long revision = answer.getHeader().getRevision();
    TxnResponse inner = answer;
    if (place.purpose() == Purpose.FINISH && !answer.getSucceeded()) {
      inner = answer.getResponses(0).getResponseTxn();
    }
    if (inner.getSucceeded()) {
      return granted(revision, inner);
    }
    Optional<String> identity = Lives.identity(inner.getResponses(0).getResponseRange());
    Snapshot now =
        Snapshot.of(
            names,
            revision,
            inner.getResponses(1).getResponseRange(),
            inner.getResponses(2).getResponseRange());
    boolean mine = now.holder().filter(it -> it.claim().equals(claim.value())).isPresent();
    return mine || identity.equals(Optional.of(claim.identity()))
        ? new Waits(now)
        : new OtherLife(identity);
  }

  /** Keeps the place in another life of the service. */
  TxnRequest claimAnew(Place place, Claim claim) {
    return Ops.txn(
        List.of(Ops.isOfRevision(place.name(), place.created())),
        List.of(Ops.put(place.name(), claim.value(), place.lease())),
        List.of());
  }

  /** Leaves the queue, unless the lock was handed over: then it succeeds and tells the lock. */
  TxnRequest leave(Names names, Purpose purpose, Claim claim) {
    return Ops.txn(
        List.of(Ops.hasValue(names.lock(), claim.value())),
        List.of(Ops.get(names.lock())),
        List.of(Ops.delete(names.place(purpose, claim.nonce()))));
  }

  /** Removes the lock or the place that holds the claim; leaves the intent. */
  TxnRequest forget(Names names, Purpose purpose, Claim claim) {
    return Ops.txn(
        List.of(Ops.hasValue(names.lock(), claim.value())),
        List.of(Ops.delete(names.lock()), Ops.delete(names.place(purpose, claim.nonce()))),
        List.of(Ops.delete(names.place(purpose, claim.nonce()))));
  }

  /** Gives up the lock and leaves the intent. */
  TxnRequest abandon(Names names, Claim claim) {
    return Ops.txn(
        List.of(Ops.hasValue(names.lock(), claim.value())),
        List.of(Ops.delete(names.lock())),
        List.of());
  }

  /**
   * Decides, and hands the lock over to {@code next} if that is still the next whose turn it is.
   * The intent then stays, as the next one's. If the lock is somebody else's, the answer tells
   * whether the lease lasts and the life is the same.
   */
  TxnRequest commit(Names names, EtcdGrant grant, Optional<Place> next) {
    List<RequestOp> open = List.of(Ops.delete(names.lock()), Ops.delete(names.intent()));
    List<RequestOp> then =
        next.map(
                place ->
                    List.of(
                        Ops.nested(
                            ifTurn(
                                names,
                                place,
                                List.of(),
                                List.of(
                                    Ops.put(names.lock(), place.claim(), place.lease()),
                                    Ops.delete(place.name())),
                                open))))
            .orElse(open);
    return Ops.txn(
        List.of(isLife(grant.identity()), Ops.hasValue(names.lock(), grant.claim().value())),
        then,
        List.of(identity(), Ops.get(layout.session(grant.lease().id()))));
  }

  /** Whether the grant's lease and life were still there when the lock was not its own any more. */
  static boolean lasted(EtcdGrant grant, TxnResponse answer) {
    return Lives.identity(answer.getResponses(0).getResponseRange())
            .equals(Optional.of(grant.identity()))
        && answer.getResponses(1).getResponseRange().getKvsCount() > 0;
  }

  TxnRequest look(Names names) {
    return Ops.txn(
        List.of(), List.of(identity(), Ops.get(names.intent()), Ops.get(names.lock())), List.of());
  }

  /** If it is the turn of {@code place}, does {@code then}. */
  private TxnRequest ifTurn(
      Names names,
      Place place,
      List<Compare> also,
      List<RequestOp> then,
      List<RequestOp> otherwise) {
    // Absent counts as older than all; so each range has the place itself in it.
    Compare isFirst = Ops.noneIsOlder(names.finishers(), names.end(), place.created());
    Compare isThere = Ops.isOfRevision(place.name(), place.created());
    if (place.purpose() == Purpose.WRITE) {
      return Ops.txn(and(also, isThere, isFirst, Ops.isAbsent(layout.store())), then, otherwise);
    }
    Compare isFirstFinisher =
        Ops.noneIsOlder(names.finishers(), names.finishersEnd(), place.created());
    TxnRequest pastWriters =
        Ops.txn(
            and(also, isThere, isFirstFinisher, Ops.isPresent(layout.store())), then, otherwise);
    return Ops.txn(and(also, isThere, isFirst), then, List.of(Ops.nested(pastWriters)));
  }

  private static List<Compare> and(List<Compare> some, Compare... more) {
    List<Compare> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  private List<RequestOp> grant(Names names, Claim claim, long lease) {
    return List.of(
        Ops.put(names.lock(), claim.value(), lease), Ops.exchange(names.intent(), claim.value()));
  }

  private static Granted granted(long revision, TxnResponse answer) {
    return new Granted(revision, answer.getResponses(1).getResponsePut().hasPrevKv());
  }

  private Compare isLife(String identity) {
    return Ops.hasValue(layout.identity(), Lives.text(identity));
  }

  private RequestOp identity() {
    return Ops.get(layout.identity());
  }
}
