package kv.backend.memory;

import java.util.Arrays;
import kv.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A branching of the trie: the bytes on the way to it, and what lies below by the byte that
 * follows. Immutable; has at least two of: an entry of its own, children.
 */
final class Inner implements Tree {

  private static final int ALL_LABELS = 256;
  private static final byte[] NO_EDGE = new byte[0];

  /** The bytes between the label that leads here and the branching. */
  final byte[] edge;

  /** The entry whose key ends here. */
  final @Nullable Stored self;

  /** Ascending as unsigned bytes; {@code children[i]} is below {@code labels[i]}. */
  private final byte[] labels;

  private final Tree[] children;

  private Inner(byte[] edge, @Nullable Stored self, byte[] labels, Tree[] children) {
    this.edge = edge.length == 0 ? NO_EDGE : edge;
    this.self = self;
    this.labels = labels;
    this.children = children;
  }

  static Inner of(byte[] edge, Stored self, byte label, Tree child) {
    return new Inner(edge, self, new byte[] {label}, new Tree[] {child});
  }

  static Inner of(byte[] edge, byte label, Tree child, byte otherLabel, Tree other) {
    return Byte.compareUnsigned(label, otherLabel) < 0
        ? new Inner(edge, null, new byte[] {label, otherLabel}, new Tree[] {child, other})
        : new Inner(edge, null, new byte[] {otherLabel, label}, new Tree[] {other, child});
  }

  int size() {
    return children.length;
  }

  Tree child(int index) {
    return children[index];
  }

  /** The index of the child below {@code label}; or, if there is none, -1 - where it would be. */
  int indexOf(byte label) {
    if (labels.length == ALL_LABELS) {
      return Byte.toUnsignedInt(label);
    }
    int sought = Byte.toUnsignedInt(label);
    int low = 0;
    int high = labels.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int there = Byte.toUnsignedInt(labels[middle]);
      if (there < sought) {
        low = middle + 1;
      } else if (there > sought) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -1 - low;
  }

  /** How many bytes of the edge {@code key} has from {@code from} on. */
  int sharedEdge(Bytes key, int from) {
    int most = Math.min(edge.length, key.length() - from);
    int shared = 0;
    while (shared < most && edge[shared] == key.at(from + shared)) {
      shared++;
    }
    return shared;
  }

  Inner withSelf(Stored entry) {
    return new Inner(edge, entry, labels, children);
  }

  Inner withChild(int index, Tree child) {
    Tree[] changed = children.clone();
    changed[index] = child;
    return new Inner(edge, self, labels, changed);
  }

  Inner withNewChild(int index, byte label, Tree child) {
    byte[] moreLabels = Arrays.copyOf(labels, labels.length + 1);
    System.arraycopy(labels, index, moreLabels, index + 1, labels.length - index);
    moreLabels[index] = label;
    Tree[] moreChildren = Arrays.copyOf(children, children.length + 1);
    System.arraycopy(children, index, moreChildren, index + 1, children.length - index);
    moreChildren[index] = child;
    return new Inner(edge, self, moreLabels, moreChildren);
  }

  /** This without its own entry, whatever that leaves. */
  Tree withoutSelf() {
    return children.length == 1
        ? onlyChild(labels[0], children[0])
        : new Inner(edge, null, labels, children);
  }

  /** This without a child, whatever that leaves. */
  Tree withoutChild(int index) {
    if (children.length == 1 && self != null) {
      return self;
    }
    if (children.length == 2 && self == null) {
      return onlyChild(labels[1 - index], children[1 - index]);
    }
    byte[] fewerLabels = Arrays.copyOf(labels, labels.length - 1);
    System.arraycopy(labels, index + 1, fewerLabels, index, fewerLabels.length - index);
    Tree[] fewerChildren = Arrays.copyOf(children, children.length - 1);
    System.arraycopy(children, index + 1, fewerChildren, index, fewerChildren.length - index);
    return new Inner(edge, self, fewerLabels, fewerChildren);
  }

  /** The lower part of this, from after the first {@code taken} bytes of its edge. */
  Inner below(int taken) {
    return new Inner(Arrays.copyOfRange(edge, taken, edge.length), self, labels, children);
  }

  /** What takes this one's place when {@code child} is all that is left. */
  private Tree onlyChild(byte label, Tree child) {
    if (!(child instanceof Inner lower)) {
      return child;
    }
    byte[] joined = Arrays.copyOf(edge, edge.length + 1 + lower.edge.length);
    joined[edge.length] = label;
    System.arraycopy(lower.edge, 0, joined, edge.length + 1, lower.edge.length);
    return new Inner(joined, lower.self, lower.labels, lower.children);
  }
}
