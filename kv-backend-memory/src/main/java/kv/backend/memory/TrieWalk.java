package kv.backend.memory;

import java.util.Arrays;
import kv.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a tree in the order of their keys, from any key on: a stack of the branchings
 * above the next entry, each with the index of the child that comes next below it.
 */
final class TrieWalk {

  private static final int OWN_ENTRY = -1;

  private final @Nullable Tree root;
  private Inner[] path = new Inner[16];
  private int[] nextChild = new int[16];
  private int height;
  private @Nullable Stored ready;

  /** Yields nothing before the first {@link #seek}. */
  TrieWalk(@Nullable Tree root) {
    this.root = root;
  }

  /** Goes to the first entry whose key is at or after {@code bound}; costs as a get does. */
  void seek(Bytes bound) {
    height = 0;
    ready = null;
    Tree tree = root;
    int depth = 0;
    while (tree instanceof Inner inner) {
      int shared = inner.sharedEdge(bound, depth);
      depth += shared;
      if (depth == bound.length()) {
        push(inner, OWN_ENTRY);
        return;
      }
      if (shared < inner.edge.length) {
        if (Byte.compareUnsigned(inner.edge[shared], bound.at(depth)) > 0) {
          push(inner, OWN_ENTRY);
        }
        return;
      }
      int index = inner.indexOf(bound.at(depth));
      if (index < 0) {
        push(inner, -1 - index);
        return;
      }
      push(inner, index + 1);
      tree = inner.child(index);
      depth++;
    }
    if (tree instanceof Stored leaf && leaf.key.compareTo(bound) >= 0) {
      ready = leaf;
    }
  }

  /** The next entry; null after the last. */
  @Nullable Stored next() {
    if (ready != null) {
      Stored leaf = ready;
      ready = null;
      return leaf;
    }
    while (height > 0) {
      int top = height - 1;
      Inner inner = path[top];
      int index = nextChild[top]++;
      if (index == OWN_ENTRY) {
        if (inner.self != null) {
          return inner.self;
        }
      } else if (index == inner.size()) {
        height--;
      } else if (inner.child(index) instanceof Inner lower) {
        push(lower, OWN_ENTRY);
      } else {
        return (Stored) inner.child(index);
      }
    }
    return null;
  }

  private void push(Inner inner, int index) {
    if (height == path.length) {
      path = Arrays.copyOf(path, 2 * height);
      nextChild = Arrays.copyOf(nextChild, 2 * height);
    }
    path[height] = inner;
    nextChild[height] = index;
    height++;
  }
}
