package kv.consistency.linearizability;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Limits of a check, and what it should bring back.
 *
 * @param timeout of the verdict; the witness may take as long again as the search took
 * @param memory bytes that the tables of all partitions together may take
 * @param parallelism partitions checked at a time
 * @param linearizations whether a valid verdict brings linearizations
 * @param witness whether an invalid verdict's witness is shrunk and explained, or only names the
 *     partition and the first prefix at hand
 * @param cancelled asked often; once true, the check ends with {@link Verdict.Reason#CANCELLED}. So
 *     does interrupting the thread that checks
 * @param progress told from time to time, by one thread at a time
 * @param nanoTime a monotonic clock, in nanoseconds
 */
public record CheckOptions(
    Duration timeout,
    long memory,
    int parallelism,
    boolean linearizations,
    boolean witness,
    BooleanSupplier cancelled,
    Consumer<Progress> progress,
    LongSupplier nanoTime) {

  public CheckOptions {
    if (timeout.isNegative() || memory <= 0 || parallelism <= 0) {
      throw new IllegalArgumentException(
          "timeout " + timeout + ", memory " + memory + ", parallelism " + parallelism);
    }
  }

  /** How far a check has come. */
  public record Progress(int partitionsDone, int partitions, long configurations) {}

  /** One minute, half of the heap, every processor, a witness and no linearizations. */
  public static CheckOptions defaults() {
    return new CheckOptions(
        Duration.ofMinutes(1),
        Runtime.getRuntime().maxMemory() / 2,
        Runtime.getRuntime().availableProcessors(),
        false,
        true,
        () -> false,
        progress -> {},
        System::nanoTime);
  }

  public CheckOptions withTimeout(Duration value) {
    return new CheckOptions(
        value, memory, parallelism, linearizations, witness, cancelled, progress, nanoTime);
  }

  public CheckOptions withMemory(long bytes) {
    return new CheckOptions(
        timeout, bytes, parallelism, linearizations, witness, cancelled, progress, nanoTime);
  }

  public CheckOptions withParallelism(int value) {
    return new CheckOptions(
        timeout, memory, value, linearizations, witness, cancelled, progress, nanoTime);
  }

  public CheckOptions withLinearizations(boolean value) {
    return new CheckOptions(
        timeout, memory, parallelism, value, witness, cancelled, progress, nanoTime);
  }

  public CheckOptions withWitness(boolean value) {
    return new CheckOptions(
        timeout, memory, parallelism, linearizations, value, cancelled, progress, nanoTime);
  }

  public CheckOptions withCancelled(BooleanSupplier value) {
    return new CheckOptions(
        timeout, memory, parallelism, linearizations, witness, value, progress, nanoTime);
  }

  public CheckOptions withProgress(Consumer<Progress> value) {
    return new CheckOptions(
        timeout, memory, parallelism, linearizations, witness, cancelled, value, nanoTime);
  }

  public CheckOptions withNanoTime(LongSupplier value) {
    return new CheckOptions(
        timeout, memory, parallelism, linearizations, witness, cancelled, progress, value);
  }
}
