package kv.backend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import kv.spi.Bytes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * The trie is a sorted map, by the side of a {@link TreeMap}, and each of its roots stays as is.
 */
class TrieTableTest {

  /** A write of a key, or its removal. */
  record Change(Bytes key, boolean removal) {}

  @Property(tries = 300)
  void it_holds_what_a_sorted_map_holds(@ForAll("changes") List<Change> changes) {
    TrieTable trie = new TrieTable();
    NavigableMap<Bytes, Stored> map = new TreeMap<>();
    int write = 0;
    for (Change change : changes) {
      Stored next = change.removal() ? null : stored(change.key(), ++write);
      trie.update(change.key(), current -> next);
      if (next == null) {
        map.remove(change.key());
      } else {
        map.put(change.key(), next);
      }
      assertThat(trie.size()).isEqualTo(map.size());
    }
    for (Change change : changes) {
      assertThat(trie.get(change.key())).isSameAs(map.get(change.key()));
      assertThat(walk(trie, change.key()))
          .isEqualTo(List.copyOf(map.tailMap(change.key()).values()));
    }
    assertThat(walk(trie, Bytes.EMPTY)).isEqualTo(List.copyOf(map.values()));
  }

  @Property(tries = 300)
  void a_walk_sees_its_snapshot_whatever_is_written_meanwhile(
      @ForAll("changes") List<Change> before, @ForAll("changes") List<Change> after) {
    TrieTable trie = new TrieTable();
    before.forEach(change -> trie.update(change.key(), current -> stored(change.key(), 1)));
    List<Stored> expected = walk(trie, Bytes.EMPTY);
    TrieWalk walk = trie.walk();
    walk.seek(Bytes.EMPTY);
    after.forEach(
        change ->
            trie.update(
                change.key(), current -> change.removal() ? null : stored(change.key(), 2)));
    assertThat(rest(walk)).isEqualTo(expected);
  }

  /** Few different bytes and short keys, so that keys share prefixes and meet again. */
  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Bytes> keys =
        Arbitraries.of((byte) 0, (byte) 'a', (byte) 0x80, (byte) 0xFF)
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(Bytes::copyOf);
    return keys.flatMap(key -> Arbitraries.of(true, false).map(flag -> new Change(key, flag)))
        .list()
        .ofMaxSize(60);
  }

  private static Stored stored(Bytes key, int write) {
    return new Stored(key, Bytes.EMPTY, "text/plain", write, 0);
  }

  private static List<Stored> walk(TrieTable trie, Bytes from) {
    TrieWalk walk = trie.walk();
    walk.seek(from);
    return rest(walk);
  }

  private static List<Stored> rest(TrieWalk walk) {
    List<Stored> entries = new ArrayList<>();
    @Nullable Stored next = walk.next();
    while (next != null) {
      entries.add(next);
      next = walk.next();
    }
    return entries;
  }
}
