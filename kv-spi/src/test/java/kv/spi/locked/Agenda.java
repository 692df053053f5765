package kv.spi.locked;

import java.util.Arrays;

/** Virtual time: what is to happen when, in ticks; what is due at one tick comes as it was put. */
final class Agenda {

  private static final int SEQUENCE_BITS = 24;

  /** {@code tick << SEQUENCE_BITS | sequence}, a binary heap with the least first. */
  private long[] due = new long[256];

  private Runnable[] events = new Runnable[256];
  private int size;
  private long sequence;
  private long now;

  long now() {
    return now;
  }

  /** How many events there were. */
  long sequence() {
    return sequence;
  }

  void in(long ticks, Runnable event) {
    at(now + ticks, event);
  }

  void at(long tick, Runnable event) {
    if (size == due.length) {
      due = Arrays.copyOf(due, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    long key = Math.max(tick, now) << SEQUENCE_BITS | sequence++;
    int at = size++;
    while (at > 0 && due[(at - 1) >> 1] > key) {
      due[at] = due[(at - 1) >> 1];
      events[at] = events[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    due[at] = key;
    events[at] = event;
  }

  /** Runs the next event; false if there is none. */
  boolean runNext() {
    if (size == 0) {
      return false;
    }
    now = due[0] >> SEQUENCE_BITS;
    Runnable event = events[0];
    size--;
    long key = due[size];
    Runnable last = events[size];
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && due[child + 1] < due[child]) {
        child++;
      }
      if (due[child] >= key) {
        break;
      }
      due[at] = due[child];
      events[at] = events[child];
      at = child;
    }
    due[at] = key;
    events[at] = last;
    event.run();
    return true;
  }
}
