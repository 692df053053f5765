package kv.consistency.linearizability;

import org.jspecify.annotations.Nullable;

/**
 * One operation as its client saw it, on any clock that all clients share.
 *
 * <p>The interval from {@code call} to {@code ret} is closed at both ends: the operation took
 * effect at some moment in it. Two operations are concurrent when their intervals share a moment,
 * so one that is called at the very time another returns is concurrent with it; the clock can't
 * tell more.
 *
 * <p>An indeterminate operation has no output and returns at {@link #NEVER}: it may take effect at
 * any time after its call, or not at all. An operation that certainly did not take effect is not
 * part of the history, unless its failure is an observation (a compare that failed), which is then
 * its output.
 *
 * @param process who called; a process has one operation open at a time
 * @param output null if and only if the operation is indeterminate
 * @param call in any unit, not after {@code ret}
 * @param ret time of return, {@link #NEVER} if and only if the operation is indeterminate
 */
public record Operation<I, O>(int process, I input, @Nullable O output, long call, long ret) {

  /** The return time of indeterminate operations. */
  public static final long NEVER = Long.MAX_VALUE;

  public Operation {
    if (call > ret) {
      throw new IllegalArgumentException("returns at " + ret + ", before its call at " + call);
    }
    if ((output == null) != (ret == NEVER)) {
      throw new IllegalArgumentException(
          "an operation has no output if and only if it never returns: output "
              + output
              + " at "
              + ret);
    }
  }

  public static <I, O> Operation<I, O> completed(
      int process, I input, O output, long call, long ret) {
    return new Operation<>(process, input, output, call, ret);
  }

  public static <I, O> Operation<I, O> indeterminate(int process, I input, long call) {
    return new Operation<>(process, input, null, call, NEVER);
  }

  public boolean isIndeterminate() {
    return ret == NEVER;
  }
}
