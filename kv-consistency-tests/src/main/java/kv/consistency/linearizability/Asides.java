package kv.consistency.linearizability;

import static kv.consistency.linearizability.RegisterAccesses.INITIAL;
import static kv.consistency.linearizability.RegisterAccesses.NONE;
import static kv.consistency.linearizability.RegisterAccesses.filled;

import org.jspecify.annotations.Nullable;

/**
 * Puts operations that change nothing into a given order of those that do, if there is room.
 *
 * <p>Gap g of the order comes after g operations. An operation x may stand in gap g if what returns
 * before x is called is among the first g, what is called after x returned is not, and the state
 * there suits x. Those put in already may also come before x in time: x must not stand before them.
 * Operations are put in by their calls, each into the first gap that does; as every choice is the
 * least, a later operation finds no room only if there is none in this order.
 */
final class Asides {

  private final Timeline timeline;
  private final RegisterAccesses accesses;
  private final int[] base;

  /** Index of each operation in the order, or {@link RegisterAccesses#NONE}. */
  private final int[] index;

  /** By gap: the state there, the next gap with another state, the next with the initial state. */
  private final int[] state;

  private final int[] nextChange;
  private final int[] nextInitial;

  private Asides(Timeline timeline, RegisterAccesses accesses, int[] base) {
    this.timeline = timeline;
    this.accesses = accesses;
    this.base = base;
    this.index = filled(timeline.size());
    this.state = new int[base.length + 1];
    this.nextChange = new int[base.length + 1];
    this.nextInitial = new int[base.length + 1];
  }

  /**
   * The whole order, or null if some operation found no room, or a step of the order is illegal.
   */
  static int @Nullable [] place(Timeline timeline, RegisterAccesses accesses, int[] base) {
    return new Asides(timeline, accesses, base).place();
  }

  private int @Nullable [] place() {
    int m = base.length;
    state[0] = INITIAL;
    for (int i = 0; i < m; i++) {
      int k = base[i];
      index[k] = i;
      if (!suits(k, i)) {
        return null;
      }
      state[i + 1] = accesses.writes[k] == NONE ? state[i] : accesses.visible(accesses.writes[k]);
    }
    nextChange[m] = m + 1;
    nextInitial[m] = state[m] == INITIAL ? m : m + 1;
    for (int g = m - 1; g >= 0; g--) {
      nextChange[g] = state[g] == state[g + 1] ? nextChange[g + 1] : g + 1;
      nextInitial[g] = state[g] == INITIAL ? g : nextInitial[g + 1];
    }
    int[] gap = chooseGaps(lastGaps());
    return gap == null ? null : merge(gap);
  }

  private boolean suits(int k, int g) {
    return (accesses.excludes[k] == NONE || accesses.excludes[k] != state[g])
        && (!accesses.expectsUnwritten[k] || state[g] == INITIAL);
  }

  private boolean isAside(int k) {
    return accesses.isAside(k) && timeline.returnAt[k] != Timeline.NEVER;
  }

  /**
   * By operation to put in: the gap before the first in the order that is called after it returned.
   */
  private int[] lastGaps() {
    int[] lastGap = new int[timeline.size()];
    int earliest = base.length;
    for (int at = timeline.events.length - 1; at >= 0; at--) {
      int k = Timeline.operation(timeline.events[at]);
      if (Timeline.isReturn(timeline.events[at])) {
        lastGap[k] = earliest;
      } else if (index[k] != NONE) {
        earliest = Math.min(earliest, index[k]);
      }
    }
    return lastGap;
  }

  private int @Nullable [] chooseGaps(int[] lastGap) {
    int[] gap = filled(timeline.size());
    int bound = 0;
    for (int event : timeline.events) {
      int k = Timeline.operation(event);
      if (Timeline.isReturn(event)) {
        bound = Math.max(bound, isAside(k) ? gap[k] : index[k] + 1);
      } else if (isAside(k)) {
        gap[k] = firstSuitable(k, bound);
        if (gap[k] > lastGap[k]) {
          return null;
        }
      }
    }
    return gap;
  }

  private int firstSuitable(int k, int from) {
    int g = accesses.expectsUnwritten[k] ? nextInitial[from] : from;
    if (g > base.length || suits(k, g)) {
      return g;
    }
    return accesses.expectsUnwritten[k] ? base.length + 1 : nextChange[g];
  }

  private int[] merge(int[] gap) {
    int[] start = new int[base.length + 2];
    for (int g : gap) {
      if (g != NONE) {
        start[g + 1]++;
      }
    }
    for (int g = 0; g <= base.length; g++) {
      start[g + 1] += start[g];
    }
    int[] merged = new int[base.length + start[base.length + 1]];
    for (int k = 0; k < gap.length; k++) {
      if (gap[k] != NONE) {
        merged[gap[k] + start[gap[k]]++] = k;
      }
    }
    for (int i = 0; i < base.length; i++) {
      merged[i + start[i]] = base[i];
    }
    return merged;
  }
}
