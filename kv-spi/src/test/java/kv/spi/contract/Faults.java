package kv.spi.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.Key;
import kv.spi.KvBackendProvider.Context;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Value;
import kv.spi.Version;

/** Backends that each break the contract in one way that a real one well might. */
final class Faults {

  private Faults() {}

  /** Decides the precondition, then writes: two steps. */
  static final class CheckThenAct extends ReferenceBackend {
    CheckThenAct(Context context) {
      super(context);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the fault
    public PutResult put(Put put, Deadline deadline) {
      Optional<Version> current = versionOf(put.key(), deadline);
      if (!put.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      LockSupport.parkNanos(1000);
      return super.put(put.when(Precondition.none()), deadline);
    }
  }

  /** Counts each key's versions from 1, again after a delete. */
  static final class VersionsPerKey extends ReferenceBackend {
    VersionsPerKey(Context context) {
      super(context);
    }

    @Override
    protected Version nextVersion(Key key) {
      Kept kept = entries.get(key);
      int last = kept == null ? 0 : Integer.parseInt(kept.entry().metadata().version().text());
      return new Version(Integer.toString(last + 1));
    }
  }

  /** Makes a version of the key alone, so that a write does not change it. */
  static final class VersionsByKey extends ReferenceBackend {
    VersionsByKey(Context context) {
      super(context);
    }

    @Override
    protected Version nextVersion(Key key) {
      return new Version(Integer.toHexString(key.hashCode()));
    }
  }

  /** Lists by signed bytes. */
  static final class SignedOrder extends ReferenceBackend {
    SignedOrder(Context context) {
      super(context);
    }

    @Override
    protected Iterable<Key> order() {
      Comparator<Key> signed =
          (one, other) -> Arrays.compare(one.bytes().toArray(), other.bytes().toArray());
      return entries.keySet().stream().sorted(signed).toList();
    }
  }

  /** Lists by the order of Java's strings, which is that of UTF-16. */
  static final class StringOrder extends ReferenceBackend {
    StringOrder(Context context) {
      super(context);
    }

    @Override
    protected Iterable<Key> order() {
      return entries.keySet().stream()
          .sorted(Comparator.comparing(key -> new String(key.bytes().toArray(), UTF_8)))
          .toList();
    }
  }

  /** Loses the first key of each page but the first. */
  static final class LosesAtPageEdge extends ReferenceBackend {
    LosesAtPageEdge(Context context) {
      super(context);
    }

    @Override
    public synchronized Page list(ListQuery query, Deadline deadline) {
      Page page = super.list(query, deadline);
      return query.after().isPresent() && page.entries().size() > 1
          ? new Page(page.entries().subList(1, page.entries().size()), page.groups(), page.next())
          : page;
    }
  }

  /** Never forgets. */
  static final class NeverExpires extends ReferenceBackend {
    NeverExpires(Context context) {
      super(context);
    }

    @Override
    public synchronized PutResult put(Put put, Deadline deadline) {
      return super.put(
          new Put(put.key(), put.value(), put.precondition(), Optional.empty()), deadline);
    }
  }

  /** Ends a short time to live at half of it. */
  static final class ExpiresEarly extends ReferenceBackend {
    ExpiresEarly(Context context) {
      super(context);
    }

    @Override
    public synchronized PutResult put(Put put, Deadline deadline) {
      return super.put(
          new Put(
              put.key(),
              put.value(),
              put.precondition(),
              put.ttl().map(ttl -> ttl.compareTo(Duration.ofDays(1)) > 0 ? ttl : ttl.dividedBy(2))),
          deadline);
    }
  }

  /** A put keeps the time to live that an earlier one gave. */
  static final class KeepsTimeToLive extends ReferenceBackend {
    KeepsTimeToLive(Context context) {
      super(context);
    }

    @Override
    public synchronized PutResult put(Put put, Deadline deadline) {
      Optional<Long> before = Optional.ofNullable(entries.get(put.key())).flatMap(Kept::deadline);
      PutResult result = super.put(put, deadline);
      if (result instanceof PutResult.Stored && before.isPresent()) {
        entries.computeIfPresent(put.key(), (key, kept) -> new Kept(kept.entry(), before));
      }
      return result;
    }
  }

  /** Ignores the precondition of a delete. */
  static final class UnconditionalDelete extends ReferenceBackend {
    UnconditionalDelete(Context context) {
      super(context);
    }

    @Override
    public synchronized DeleteResult delete(Delete delete, Deadline deadline) {
      return super.delete(Delete.of(delete.key()), deadline);
    }
  }

  /** Takes an empty value for none. */
  static final class EmptyIsAbsent extends ReferenceBackend {
    EmptyIsAbsent(Context context) {
      super(context);
    }

    @Override
    public synchronized Optional<Entry> get(Key key, Deadline deadline) {
      return super.get(key, deadline).filter(entry -> !entry.value().isEmpty());
    }
  }

  /** Keeps no media type. */
  static final class ForgetsMediaType extends ReferenceBackend {
    ForgetsMediaType(Context context) {
      super(context);
    }

    @Override
    public synchronized PutResult put(Put put, Deadline deadline) {
      Value plain = new Value(put.value().bytes(), "text/plain");
      return super.put(new Put(put.key(), plain, put.precondition(), put.ttl()), deadline);
    }
  }

  /** Has no listing, and answers with an empty page. */
  static final class WeakensInsteadOfRefusing extends ReferenceBackend {
    WeakensInsteadOfRefusing(Context context) {
      super(context);
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(
          EnumSet.complementOf(EnumSet.of(Feature.LISTING)), Guarantee.LINEARIZABLE);
    }

    @Override
    public synchronized Page list(ListQuery query, Deadline deadline) {
      return new Page(List.of(), List.of(), Optional.empty());
    }
  }

  /** Answers head from a copy that it made at the first one. */
  static final class StaleHead extends ReferenceBackend {
    private final Map<Key, Metadata> seen = new HashMap<>();

    StaleHead(Context context) {
      super(context);
    }

    @Override
    public synchronized Optional<Metadata> head(Key key, Deadline deadline) {
      super.head(key, deadline).ifPresent(metadata -> seen.putIfAbsent(key, metadata));
      return Optional.ofNullable(seen.get(key));
    }
  }

  /** Leaves a thread running. */
  static final class LeaksThread extends ReferenceBackend {
    LeaksThread(Context context) {
      super(context);
      Thread thread = new Thread(LockSupport::park, "leaked");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
