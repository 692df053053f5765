package kv.consistency.linearizability;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What a check may still spend; shared by the threads that check its partitions. */
final class Budget {

  /** Ends a search from wherever it is. */
  static final class Spent extends Exception {
    private static final long serialVersionUID = 1L;
    final Verdict.Reason reason;

    Spent(Verdict.Reason reason) {
      super(reason.toString(), null, false, false);
      this.reason = reason;
    }
  }

  private final CheckOptions options;
  private final long deadline;
  private final AtomicLong bytes;
  private final AtomicBoolean stopped = new AtomicBoolean();

  Budget(CheckOptions options, long deadline, long bytes) {
    this.options = options;
    this.deadline = deadline;
    this.bytes = new AtomicLong(bytes);
  }

  /** Takes memory, before it is allocated. */
  void take(long wanted) throws Spent {
    if (bytes.addAndGet(-wanted) < 0) {
      bytes.addAndGet(wanted);
      throw new Spent(Verdict.Reason.MEMORY);
    }
  }

  void giveBack(long taken) {
    bytes.addAndGet(taken);
  }

  /** Ends every search that shares this budget. */
  void stop() {
    stopped.set(true);
  }

  boolean isStopped() {
    return stopped.get();
  }

  /** Asked every few hundred configurations. */
  void spendTime() throws Spent {
    if (stopped.get()
        || options.cancelled().getAsBoolean()
        || Thread.currentThread().isInterrupted()) {
      throw new Spent(Verdict.Reason.CANCELLED);
    }
    if (options.nanoTime().getAsLong() - deadline >= 0) {
      throw new Spent(Verdict.Reason.DEADLINE);
    }
  }
}
