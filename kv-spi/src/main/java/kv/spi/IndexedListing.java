package kv.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.spi.ListQuery.Position;

/**
 * Makes a page of a listing for a store that keeps an ordered index of keys apart from the entries.
 *
 * <p>Both are asked for a few at a time, for more as more is used, so that the cost stays in
 * proportion to the page: a group costs a constant number of keys, however many are in it, and
 * values are fetched at most about twice the bytes that fit. Where the index names many keys that
 * have no entry, the page ends early instead.
 */
public final class IndexedListing {

  private static final int FEW = 4;
  private static final int MANY = 128;

  /** Keys without an entry that one page puts up with. */
  private static final int MOST_ABSENT = 1024;

  /** The keys in order: all that have an entry, and maybe some that have none. */
  @FunctionalInterface
  public interface Index {

    /** The next keys under {@code prefix}; fewer than {@code atMost} only where no more follow. */
    List<Key> keys(Bytes prefix, Optional<Position> after, int atMost);
  }

  /** The entries. */
  @FunctionalInterface
  public interface Lookup {

    /** What is under each of {@code keys}, in their order; with its value if {@code values}. */
    List<Optional<Page.Listed>> find(List<Key> keys, boolean values);
  }

  private final ListQuery query;
  private final Index index;
  private final Lookup lookup;

  private final List<Page.Listed> entries = new ArrayList<>();
  private final List<Bytes> groups = new ArrayList<>();
  private Optional<Position> last;
  private long valueBytes;
  private int absent;
  private boolean full;

  private List<Key> batch = List.of();
  private int at;
  private int batchSize;
  private boolean indexEnded;

  private IndexedListing(ListQuery query, Index index, Lookup lookup) {
    this.query = query;
    this.index = index;
    this.lookup = lookup;
    this.last = query.after();
    this.batchSize = query.delimiter().isPresent() ? FEW : Math.min(query.limit(), MANY - 1) + 1;
  }

  /** One page of {@code query}. */
  public static Page page(ListQuery query, Index index, Lookup lookup) {
    return new IndexedListing(query, index, lookup).page();
  }

  private Page page() {
    while (hasCandidate()) {
      if (full || room() == 0 || absent > MOST_ABSENT) {
        return new Page(entries, groups, last);
      }
      if (groupOf(batch.get(at)).isPresent()) {
        addGroups(groupsAhead());
      } else {
        addEntries(entriesAhead());
      }
    }
    return new Page(entries, groups, Optional.empty());
  }

  private int room() {
    return query.limit() - entries.size() - groups.size();
  }

  private Optional<Bytes> groupOf(Key key) {
    return query.groupOf(key.bytes());
  }

  /** Whether there is a next key; then it is at {@link #at}. */
  private boolean hasCandidate() {
    while (true) {
      while (at < batch.size() && isPast(batch.get(at))) {
        at++;
      }
      if (at < batch.size()) {
        return true;
      }
      if (indexEnded) {
        return false;
      }
      boolean skipped = last.map(Position::pastGroup).orElse(false);
      batchSize = skipped ? Math.min(batchSize, FEW) : batchSize;
      batch = index.keys(query.prefix(), last, batchSize);
      at = 0;
      indexEnded = batch.size() < batchSize;
      batchSize = Math.min(MANY, 2 * batchSize);
    }
  }

  private boolean isPast(Key key) {
    return last.isPresent() && last.get().isPast(key.bytes());
  }

  /** The keys ahead that are listed themselves, as many as are likely to fit. */
  private List<Key> entriesAhead() {
    int atMost = Math.min(room(), query.values() ? likelyToFit() : MANY);
    List<Key> ahead = new ArrayList<>();
    for (int i = at; i < batch.size() && ahead.size() < atMost; i++) {
      if (groupOf(batch.get(i)).isPresent()) {
        break;
      }
      ahead.add(batch.get(i));
    }
    return ahead;
  }

  private int likelyToFit() {
    if (entries.isEmpty()) {
      return FEW;
    }
    long average = Math.max(1, valueBytes / entries.size());
    long left = Math.max(0, query.maxValueBytes() - valueBytes);
    return (int) Math.min(MANY, 1 + left / average);
  }

  private void addEntries(List<Key> keys) {
    List<Optional<Page.Listed>> found = lookup.find(keys, query.values());
    for (int i = 0; i < keys.size(); i++) {
      if (found.get(i).isPresent() && !add(found.get(i).get())) {
        full = true;
        return;
      }
      absent += found.get(i).isPresent() ? 0 : 1;
      last = Optional.of(new Position(keys.get(i).bytes(), false));
    }
  }

  private boolean add(Page.Listed listed) {
    long size = query.values() ? listed.metadata().size() : 0;
    if (!entries.isEmpty() && query.values() && valueBytes + size > query.maxValueBytes()) {
      return false;
    }
    valueBytes += size;
    entries.add(listed);
    return true;
  }

  /** The first key of each group ahead, up to the next key that is in none. */
  private List<Key> groupsAhead() {
    List<Key> ahead = new ArrayList<>();
    Optional<Bytes> group = Optional.empty();
    for (int i = at; i < batch.size() && ahead.size() < room(); i++) {
      Optional<Bytes> next = groupOf(batch.get(i));
      if (next.isEmpty()) {
        break;
      }
      if (!next.equals(group)) {
        ahead.add(batch.get(i));
        group = next;
      }
    }
    return ahead;
  }

  private void addGroups(List<Key> firsts) {
    List<Optional<Page.Listed>> found = lookup.find(firsts, false);
    for (int i = 0; i < firsts.size(); i++) {
      Bytes key = firsts.get(i).bytes();
      if (found.get(i).isEmpty()) {
        absent++;
        last = Optional.of(new Position(key, false));
        return;
      }
      Bytes group = query.groupOf(key).orElseThrow();
      groups.add(group);
      last = Optional.of(new Position(group, true));
    }
  }
}
