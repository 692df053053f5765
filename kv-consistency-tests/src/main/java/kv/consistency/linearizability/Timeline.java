package kv.consistency.linearizability;

import java.util.Arrays;
import java.util.List;

/**
 * The calls and returns of one partition in order of time, calls before returns where times are
 * equal, so that every event has a position of its own. Operations are renumbered by their calls.
 */
final class Timeline {

  /** Position of a return that never comes. */
  static final int NEVER = Integer.MAX_VALUE;

  private static final int RETURN = 1;

  /** Index in the history of each operation. */
  final int[] member;

  /** {@code operation << 1}, plus one if it is a return. */
  final int[] events;

  /** Position of each operation's call in {@link #events}. */
  final int[] callAt;

  /** Position of each operation's return in {@link #events}, or {@link #NEVER}. */
  final int[] returnAt;

  private Timeline(int[] member, int[] events, int[] callAt, int[] returnAt) {
    this.member = member;
    this.events = events;
    this.callAt = callAt;
    this.returnAt = returnAt;
  }

  static <I, O> Timeline of(List<Operation<I, O>> history, int[] members) {
    int n = members.length;
    long[] calls = new long[n];
    for (int k = 0; k < n; k++) {
      calls[k] = history.get(members[k]).call();
    }
    int[] byCall = ascending(calls);
    int[] member = new int[n];
    long[] call = new long[n];
    long[] ret = new long[n];
    int completed = 0;
    for (int k = 0; k < n; k++) {
      member[k] = members[byCall[k]];
      call[k] = calls[byCall[k]];
      ret[k] = history.get(member[k]).ret();
      completed += ret[k] == Operation.NEVER ? 0 : 1;
    }
    int[] byReturn = ascending(ret);
    int[] events = new int[n + completed];
    int[] callAt = new int[n];
    int[] returnAt = new int[n];
    Arrays.fill(returnAt, NEVER);
    int c = 0;
    int r = 0;
    for (int at = 0; at < events.length; at++) {
      if (c < n && (r == completed || call[c] <= ret[byReturn[r]])) {
        callAt[c] = at;
        events[at] = c++ << 1;
      } else {
        int operation = byReturn[r++];
        returnAt[operation] = at;
        events[at] = operation << 1 | RETURN;
      }
    }
    return new Timeline(member, events, callAt, returnAt);
  }

  int size() {
    return member.length;
  }

  /** The indices in the history of some operations. */
  List<Integer> members(int[] operations) {
    return Arrays.stream(operations).mapToObj(k -> member[k]).toList();
  }

  static boolean isReturn(int event) {
    return (event & RETURN) != 0;
  }

  static int operation(int event) {
    return event >> 1;
  }

  /** The indices of {@code keys}, smallest key first, equal keys in their order. */
  private static int[] ascending(long[] keys) {
    int n = keys.length;
    int[] order = new int[n];
    boolean sorted = true;
    for (int k = 0; k < n; k++) {
      order[k] = k;
      sorted &= k == 0 || keys[k - 1] <= keys[k];
    }
    if (sorted) {
      return order;
    }
    long[] distinct = keys.clone();
    Arrays.sort(distinct);
    long[] packed = new long[n];
    for (int k = 0; k < n; k++) {
      packed[k] = (long) rank(distinct, keys[k]) << Integer.SIZE | k;
    }
    Arrays.sort(packed);
    for (int k = 0; k < n; k++) {
      order[k] = (int) packed[k];
    }
    return order;
  }

  /** The first position of {@code key} in a sorted array that holds it. */
  private static int rank(long[] sorted, long key) {
    int low = 0;
    int high = sorted.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
