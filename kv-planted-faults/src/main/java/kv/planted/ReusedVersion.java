package kv.planted;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Page.Listed;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Stored;
import kv.spi.Version;

/**
 * A key's versions begin anew after a delete, so that what a client saw before it matches what came
 * after: ABA, as where the version is a counter in the row itself.
 */
public final class ReusedVersion extends PlantedFault {

  public ReusedVersion() {
    super("planted-reused-version");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new Counting(sound);
  }

  private static final class Counting extends Faulty {
    private final Map<Key, Integer> counts = new HashMap<>();

    Counting(KvBackend sound) {
      super(sound);
    }

    /** The outer version of what is there; the count of what has expired is forgotten. */
    private Optional<Version> version(Key key, Deadline deadline) {
      if (soundVersion(key, deadline).isEmpty()) {
        counts.remove(key);
        return Optional.empty();
      }
      return Optional.of(counted(key));
    }

    private Version counted(Key key) {
      return new Version(Integer.toString(counts.getOrDefault(key, 0)));
    }

    private Metadata counted(Key key, Metadata of) {
      return new Metadata(counted(key), of.mediaType(), of.size(), of.modified(), of.expires());
    }

    @Override
    public synchronized Optional<Entry> get(Key key, Deadline deadline) {
      return sound
          .get(key, deadline)
          .map(entry -> new Entry(counted(key, entry.metadata()), entry.value()));
    }

    @Override
    public synchronized PutResult put(Put put, Deadline deadline) {
      Optional<Version> current = version(put.key(), deadline);
      if (!put.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      PutResult result = sound.put(put.when(Precondition.none()), deadline);
      counts.merge(put.key(), 1, Integer::sum);
      return result instanceof Stored stored
          ? new Stored(counted(put.key()), stored.previous())
          : result;
    }

    @Override
    public synchronized DeleteResult delete(Delete delete, Deadline deadline) {
      Optional<Version> current = version(delete.key(), deadline);
      if (!delete.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      counts.remove(delete.key());
      return sound.delete(Delete.of(delete.key()), deadline);
    }

    @Override
    public synchronized Page list(ListQuery query, Deadline deadline) {
      Page page = sound.list(query, deadline);
      List<Listed> entries =
          page.entries().stream()
              .map(it -> new Listed(it.key(), counted(it.key(), it.metadata()), it.value()))
              .toList();
      return new Page(entries, page.groups(), page.next());
    }
  }
}
