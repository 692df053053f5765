package kv.backend.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Page;
import org.jspecify.annotations.Nullable;

/** Makes one page from a walk: a seek to where it starts, one past every group, else one step. */
final class TrieListing {

  private final ListQuery query;
  private final TrieWalk walk;
  private final long now;
  private final Versions versions;

  private final List<Page.Listed> entries = new ArrayList<>();
  private final List<Bytes> groups = new ArrayList<>();
  private long valueBytes;
  private @Nullable Position last;

  /**
   * @param now on the monotonic clock: no entry that had expired by then is to be listed
   */
  TrieListing(ListQuery query, TrieWalk walk, long now, Versions versions) {
    this.query = query;
    this.walk = walk;
    this.now = now;
    this.versions = versions;
  }

  /** Empty if it came upon an entry that had expired. */
  Optional<Page> page() {
    Stored stored = first();
    while (stored != null && stored.key.startsWith(query.prefix())) {
      if (stored instanceof Expiring expiring && expiring.hasExpired(now)) {
        return Optional.empty();
      }
      if (entries.size() + groups.size() == query.limit()) {
        return pageUpTo(Optional.ofNullable(last));
      }
      Optional<Bytes> group = query.groupOf(stored.key);
      if (group.isPresent()) {
        groups.add(group.get());
        last = new Position(group.get(), true);
        stored = seekPast(group.get());
      } else if (addEntry(stored)) {
        last = new Position(stored.key, false);
        stored = walk.next();
      } else {
        return pageUpTo(Optional.ofNullable(last));
      }
    }
    return pageUpTo(Optional.empty());
  }

  private Optional<Page> pageUpTo(Optional<Position> next) {
    return Optional.of(new Page(entries, groups, next));
  }

  private @Nullable Stored first() {
    if (query.after().isEmpty()) {
      walk.seek(query.prefix());
      return walk.next();
    }
    Position after = query.after().get();
    if (after.pastGroup()) {
      return seekPast(after.bytes());
    }
    walk.seek(after.bytes());
    Stored stored = walk.next();
    return stored != null && after.isPast(stored.key) ? walk.next() : stored;
  }

  /** The first entry after all whose keys start with {@code group}. */
  private @Nullable Stored seekPast(Bytes group) {
    int length = group.length();
    while (length > 0 && group.at(length - 1) == (byte) 0xFF) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] bound = Arrays.copyOf(group.toArray(), length);
    bound[length - 1]++;
    walk.seek(Bytes.wrap(bound));
    return walk.next();
  }

  /** False if the values of the page would be more than the query allows. */
  private boolean addEntry(Stored stored) {
    long size = stored.value.length();
    if (query.values() && !entries.isEmpty() && valueBytes + size > query.maxValueBytes()) {
      return false;
    }
    valueBytes += size;
    entries.add(
        new Page.Listed(
            new Key(stored.key),
            stored.metadata(versions),
            query.values() ? Optional.of(stored.value) : Optional.empty()));
    return true;
  }
}
