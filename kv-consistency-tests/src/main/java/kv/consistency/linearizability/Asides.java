package kv.consistency.linearizability;

import static kv.consistency.linearizability.RegisterAccesses.INITIAL;
import static kv.consistency.linearizability.RegisterAccesses.NONE;
import static kv.consistency.linearizability.RegisterAccesses.filled;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts operations that change nothing into a given order of those that do, if there is room.
 *
 * <p>Gap g of the order comes after g operations. An operation x may stand in gap g if what returns
 * before x is called is among the first g, what is called after x returned is not, and the state
 * there suits x. Those put in already may also come before x in time: x must not stand before them.
 * Operations are put in by their calls, each as early as can be.
 *
 * <p>Where no state suits x, an indeterminate operation that nobody is known to have seen may have
 * made one that does. It can stand in the last gap before a blind write, where nobody needs the
 * state any more, at most one in a gap; one that was called before x has no other constraint, since
 * it never returns. So there are places: 2g is gap g before such an operation, 2g + 1 after it.
 */
final class Asides {

  private final Timeline timeline;
  private final RegisterAccesses accesses;
  private final int[] base;
  private final boolean[] effective;

  /** Index of each operation in the order, or {@link RegisterAccesses#NONE}. */
  private final int[] index;

  /** By gap: the state there, the next gap with another state, the next with the initial state. */
  private final int[] state;

  private final int[] nextChange;
  private final int[] nextInitial;

  /** By gap: the indeterminate operation put in. */
  private final int[] helper;

  /** Indeterminate operations that may be put in: called by now, and seen by nobody. */
  private final int[] spare;

  private int spareSize;

  private Asides(Timeline timeline, RegisterAccesses accesses, boolean[] effective, int[] base) {
    this.timeline = timeline;
    this.accesses = accesses;
    this.effective = effective;
    this.base = base;
    this.index = filled(timeline.size());
    this.state = new int[base.length + 1];
    this.nextChange = new int[base.length + 1];
    this.nextInitial = new int[base.length + 1];
    this.helper = filled(base.length + 1);
    this.spare = new int[timeline.size()];
  }

  /**
   * The whole order, or null if some operation found no room, or a step of the order is illegal.
   *
   * @param effective the operations that are known to have taken effect
   */
  static int @Nullable [] place(
      Timeline timeline, RegisterAccesses accesses, boolean[] effective, int[] base) {
    return new Asides(timeline, accesses, effective, base).place();
  }

  private int @Nullable [] place() {
    int m = base.length;
    state[0] = INITIAL;
    for (int i = 0; i < m; i++) {
      int k = base[i];
      index[k] = i;
      if (!suits(k, state[i])) {
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
    int[] place = choosePlaces(lastGaps());
    return place == null ? null : merge(place);
  }

  private boolean suits(int k, int found) {
    return (accesses.excludes[k] == NONE || accesses.excludes[k] != found)
        && (!accesses.expectsUnwritten[k] || found == INITIAL);
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

  private int @Nullable [] choosePlaces(int[] lastGap) {
    int[] place = filled(timeline.size());
    int bound = 0;
    for (int event : timeline.events) {
      int k = Timeline.operation(event);
      if (Timeline.isReturn(event)) {
        bound = Math.max(bound, isAside(k) ? place[k] : 2 * (index[k] + 1));
      } else if (isAside(k)) {
        place[k] = choosePlace(k, bound, lastGap[k]);
        if (place[k] == NONE) {
          return null;
        }
      } else if (timeline.returnAt[k] == Timeline.NEVER
          && !effective[k]
          && accesses.writes[k] != NONE) {
        spare[spareSize++] = k;
      }
    }
    return place;
  }

  private int choosePlace(int k, int bound, int lastGap) {
    int from = bound / 2;
    if (bound % 2 == 1) {
      if (suits(k, left(helper[from]))) {
        return bound;
      }
      from++;
    }
    if (from > lastGap) {
      return NONE;
    }
    int g = firstSuitable(k, from);
    return g <= lastGap ? 2 * g : afterHelper(k, from, lastGap);
  }

  private int firstSuitable(int k, int from) {
    int g = accesses.expectsUnwritten[k] ? nextInitial[from] : from;
    if (g > base.length || suits(k, state[g])) {
      return g;
    }
    return accesses.expectsUnwritten[k] ? base.length + 1 : nextChange[g];
  }

  /** A place after an indeterminate operation, put in now if need be, within gaps. */
  private int afterHelper(int k, int from, int lastGap) {
    for (int g = nextChange[from] - 1; g <= lastGap; g = nextChange[g + 1] - 1) {
      if (helper[g] == NONE && allowsHelper(g)) {
        helper[g] = takeSpare(k, state[g]);
      }
      if (helper[g] != NONE && suits(k, left(helper[g]))) {
        return 2 * g + 1;
      }
      if (g == base.length) {
        break;
      }
    }
    return NONE;
  }

  /** Whether what comes after the gap needs no particular state. */
  private boolean allowsHelper(int g) {
    return g == base.length
        || (accesses.expects[base[g]] == NONE
            && accesses.excludes[base[g]] == NONE
            && !accesses.expectsUnwritten[base[g]]);
  }

  private int takeSpare(int k, int found) {
    for (int i = spareSize - 1; i >= 0; i--) {
      int candidate = spare[i];
      int expected = accesses.expects[candidate];
      if ((expected == NONE || accesses.visible(expected) == found)
          && suits(candidate, found)
          && suits(k, left(candidate))) {
        spare[i] = spare[--spareSize];
        return candidate;
      }
    }
    return NONE;
  }

  private int left(int operation) {
    return accesses.visible(accesses.writes[operation]);
  }

  private int[] merge(int[] place) {
    int[] first = filled(2 * base.length + 2);
    int[] next = filled(place.length);
    for (int k = place.length - 1; k >= 0; k--) {
      if (place[k] != NONE) {
        next[k] = first[place[k]];
        first[place[k]] = k;
      }
    }
    int[] merged = new int[place.length];
    int count = 0;
    for (int g = 0; g <= base.length; g++) {
      for (int k = first[2 * g]; k != NONE; k = next[k]) {
        merged[count++] = k;
      }
      if (helper[g] != NONE) {
        merged[count++] = helper[g];
      }
      for (int k = first[2 * g + 1]; k != NONE; k = next[k]) {
        merged[count++] = k;
      }
      if (g < base.length) {
        merged[count++] = base[g];
      }
    }
    return Arrays.copyOf(merged, count);
  }
}
