package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kv.spi.Bytes;
import kv.spi.ListQuery;
import kv.spi.Page;

/** What a listing comes to, page by page from a store, or computed from all keys that there are. */
final class Listing {

  private Listing() {}

  /** A key, or a group of keys, in its place. */
  record Item(Bytes bytes, boolean isGroup) {}

  /** All items of {@code query} as they should be listed, from the definition. */
  static List<Item> expected(ListQuery query, Collection<Bytes> keys) {
    return keys.stream()
        .filter(key -> key.startsWith(query.prefix()))
        .filter(key -> query.after().isEmpty() || !query.after().get().isPast(key))
        .map(key -> query.groupOf(key).map(Listing::group).orElseGet(() -> entry(key)))
        .distinct()
        .sorted(Comparator.comparing(Item::bytes))
        .toList();
  }

  static Item entry(Bytes key) {
    return new Item(key, false);
  }

  static Item group(Bytes group) {
    return new Item(group, true);
  }

  /** All items that {@code store} lists, following the pages; each page is checked in itself. */
  static List<Item> walk(Function<ListQuery, Page> store, ListQuery first) {
    List<Item> all = new ArrayList<>();
    ListQuery query = first;
    while (true) {
      Page page = store.apply(query);
      List<Item> items = items(page);
      assertThat(items.size()).as("items of a page").isLessThanOrEqualTo(query.limit());
      all.addAll(items);
      if (page.next().isEmpty()) {
        return all;
      }
      ListQuery.Position next = page.next().get();
      assertThat(items)
          .as("items before the next page")
          .allMatch(item -> next.isPast(item.bytes()));
      Optional<ListQuery.Position> before = query.after();
      assertThat(before).as("a position that does not move").isNotEqualTo(page.next());
      query = query.startingAfter(next);
    }
  }

  /** The items of a page, after a check that entries and groups are each in order. */
  static List<Item> items(Page page) {
    List<Bytes> keys = page.entries().stream().map(listed -> listed.key().bytes()).toList();
    assertThat(keys).as("entries of a page").isSorted();
    assertThat(page.groups()).as("groups of a page").isSorted();
    List<Item> items = new ArrayList<>();
    keys.forEach(key -> items.add(entry(key)));
    page.groups().forEach(group -> items.add(group(group)));
    items.sort(Comparator.comparing(Item::bytes));
    return items;
  }
}
