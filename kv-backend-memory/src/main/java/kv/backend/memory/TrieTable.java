package kv.backend.memory;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import kv.spi.Bytes;
import kv.spi.ListQuery;
import kv.spi.Page;
import org.jspecify.annotations.Nullable;

/**
 * A persistent radix tree over the bytes of the keys behind one volatile root.
 *
 * <p>Nodes are never changed: a write copies those on the way to its key (as few as the key has
 * branchings above it) and then sets the root; its single writer lock makes step and root one
 * atomic step. So a reader takes the root once and has, without any lock, the whole table as it was
 * at that moment, for a get as for a page of a listing. Paths without a branching are one edge
 * (Morrison's PATRICIA, 1968), and an entry hangs as a leaf right below the last branching that it
 * needs, with its whole key (lazy expansion, as in Leis, Kemper and Neumann's adaptive radix tree,
 * 2013): a leaf is found by its branching bytes and then compared once.
 *
 * <p>Invariant: a tree is null (empty), a leaf, or an {@link Inner} with at least two of own entry
 * and children; so it has fewer inner nodes than entries, and one shape for one set of keys.
 */
final class TrieTable implements Table.Ordered {

  private final ReentrantLock writer = new ReentrantLock();
  private volatile @Nullable Tree root;
  private long size; // guarded by writer

  @Override
  public @Nullable Stored get(Bytes key) {
    return find(root, key);
  }

  @Override
  public void update(Bytes key, Step step) {
    writer.lock();
    try {
      Tree tree = root;
      Stored current = find(tree, key);
      Stored next = step.apply(current);
      if (next == current) {
        return;
      }
      if (next == null) {
        root = without(tree, 0, key);
        size--;
      } else {
        root = with(tree, 0, next);
        size += current == null ? 1 : 0;
      }
    } finally {
      writer.unlock();
    }
  }

  @Override
  public Optional<Page> list(ListQuery query, long now, Versions versions) {
    return new TrieListing(query, walk(), now, versions).page();
  }

  /** A walk through all entries as they are now. */
  TrieWalk walk() {
    return new TrieWalk(root);
  }

  @Override
  public long size() {
    writer.lock();
    try {
      return size;
    } finally {
      writer.unlock();
    }
  }

  @Override
  public void clear() {
    writer.lock();
    try {
      root = null;
      size = 0;
    } finally {
      writer.unlock();
    }
  }

  private static @Nullable Stored find(@Nullable Tree root, Bytes key) {
    Tree tree = root;
    int depth = 0;
    while (tree instanceof Inner inner) {
      if (inner.sharedEdge(key, depth) < inner.edge.length) {
        return null;
      }
      depth += inner.edge.length;
      if (depth == key.length()) {
        return inner.self;
      }
      int index = inner.indexOf(key.at(depth));
      if (index < 0) {
        return null;
      }
      tree = inner.child(index);
      depth++;
    }
    return tree instanceof Stored leaf && leaf.key.equals(key) ? leaf : null;
  }

  /** {@code tree}, to which the first {@code depth} bytes of the key led, with {@code entry}. */
  private static Tree with(@Nullable Tree tree, int depth, Stored entry) {
    if (tree == null) {
      return entry;
    }
    if (tree instanceof Stored leaf) {
      return leaf.key.equals(entry.key) ? entry : branched(leaf, entry, depth);
    }
    Inner inner = (Inner) tree;
    Bytes key = entry.key;
    int shared = inner.sharedEdge(key, depth);
    int end = depth + shared;
    if (shared < inner.edge.length) {
      byte[] upper = Arrays.copyOf(inner.edge, shared);
      byte label = inner.edge[shared];
      Inner lower = inner.below(shared + 1);
      return end == key.length()
          ? Inner.of(upper, entry, label, lower)
          : Inner.of(upper, label, lower, key.at(end), entry);
    }
    if (end == key.length()) {
      return inner.withSelf(entry);
    }
    byte label = key.at(end);
    int index = inner.indexOf(label);
    return index < 0
        ? inner.withNewChild(-1 - index, label, entry)
        : inner.withChild(index, with(inner.child(index), end + 1, entry));
  }

  /** The branching of two entries with different keys that share their first {@code depth}. */
  private static Inner branched(Stored one, Stored other, int depth) {
    int end = depth;
    int shortest = Math.min(one.key.length(), other.key.length());
    while (end < shortest && one.key.at(end) == other.key.at(end)) {
      end++;
    }
    byte[] edge = one.key.slice(depth, end).toArray();
    if (end == one.key.length()) {
      return Inner.of(edge, one, other.key.at(end), other);
    }
    return end == other.key.length()
        ? Inner.of(edge, other, one.key.at(end), one)
        : Inner.of(edge, one.key.at(end), one, other.key.at(end), other);
  }

  /** As {@link #with}, without the entry of {@code key}, which is there; null if that was all. */
  private static @Nullable Tree without(@Nullable Tree tree, int depth, Bytes key) {
    if (!(tree instanceof Inner inner)) {
      return null;
    }
    int end = depth + inner.edge.length;
    if (end == key.length()) {
      return inner.withoutSelf();
    }
    int index = inner.indexOf(key.at(end));
    Tree rest = without(inner.child(index), end + 1, key);
    return rest == null ? inner.withoutChild(index) : inner.withChild(index, rest);
  }
}
