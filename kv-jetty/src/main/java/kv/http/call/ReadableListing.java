package kv.http.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Page;

/**
 * A page of what a caller may read under a prefix: the query as it stands where that is all, else
 * one query for each part that may be read, in their order, until the page is full. So it costs in
 * proportion to what is shown, and nothing that is not shown can show: neither by a group nor by a
 * position.
 */
final class ReadableListing {

  /** Parts that one page looks into; a caller may have many that are empty. */
  private static final int MAX_PARTS = 32;

  private final KvBackend backend;
  private final ListQuery query;
  private final Deadline deadline;

  private final List<Page.Listed> entries = new ArrayList<>();
  private final List<Bytes> groups = new ArrayList<>();
  private Optional<Position> last;
  private long valueBytes;

  private ReadableListing(KvBackend backend, ListQuery query, Deadline deadline) {
    this.backend = backend;
    this.query = query;
    this.deadline = deadline;
    this.last = query.after();
  }

  /**
   * One page of {@code query}.
   *
   * @param readable prefixes in order, none of them the start of another, all under the query's
   */
  static Page page(KvBackend backend, ListQuery query, List<Bytes> readable, Deadline deadline) {
    return readable.equals(List.of(query.prefix()))
        ? backend.list(query, deadline)
        : new ReadableListing(backend, query, deadline).page(readable);
  }

  private Page page(List<Bytes> readable) {
    int looked = 0;
    for (Bytes part : readable) {
      if (isPast(part)) {
        continue;
      }
      if (isFull() || looked++ == MAX_PARTS) {
        return pageUpTo(last);
      }
      Optional<Bytes> group = query.groupOf(part);
      Page page = backend.list(group.isPresent() ? anyKeyOf(part) : all(part), deadline);
      if (group.isPresent() && !page.entries().isEmpty()) {
        groups.add(group.get());
        last = Optional.of(new Position(group.get(), true));
      } else {
        add(page);
        if (page.next().isPresent()) {
          return pageUpTo(page.next());
        }
        last = Optional.of(new Position(part, true));
      }
    }
    return pageUpTo(Optional.empty());
  }

  private Page pageUpTo(Optional<Position> next) {
    return new Page(entries, groups, next);
  }

  private boolean isFull() {
    return room() == 0 || (query.values() && valueBytes >= query.maxValueBytes());
  }

  private int room() {
    return query.limit() - entries.size() - groups.size();
  }

  /** Whether all that starts with {@code part} comes before the last position. */
  private boolean isPast(Bytes part) {
    if (last.isEmpty()) {
      return false;
    }
    Bytes at = last.get().bytes();
    if (last.get().pastGroup() && part.startsWith(at)) {
      return true;
    }
    return !at.startsWith(part) && part.compareTo(at) < 0;
  }

  private ListQuery all(Bytes part) {
    return new ListQuery(
        part,
        query.delimiter(),
        query.groupedFrom(),
        within(part),
        room(),
        query.values(),
        query.maxValueBytes() - valueBytes);
  }

  /** Where all keys of a part are in one group, that group is there if any key is. */
  private ListQuery anyKeyOf(Bytes part) {
    return new ListQuery(part, Optional.empty(), within(part), 1, false, 0);
  }

  private Optional<Position> within(Bytes part) {
    return last.filter(position -> position.bytes().startsWith(part));
  }

  private void add(Page page) {
    entries.addAll(page.entries());
    groups.addAll(page.groups());
    page.entries()
        .forEach(entry -> valueBytes += entry.value().isPresent() ? entry.metadata().size() : 0);
  }
}
