package kv.spi.locked;

import java.util.function.Function;
import kv.spi.KvException;

/**
 * How far a call has come: it has ended, or it asks one thing of the store or of the lock service
 * and goes on with the answer. The protocol is written as steps so that a scheduler that decides
 * when, and with what, each is answered can run the very code that a blocking driver runs in
 * production.
 */
sealed interface Step<R> {

  /** It has ended with {@code result}. */
  record Done<R>(R result) implements Step<R> {}

  /** It has ended without one. */
  record Failed<R>(KvException failure) implements Step<R> {}

  /** It asks {@code command} and goes on with the answer, or with what went wrong. */
  record Ask<A, R>(
      Command<A> command, Function<A, Step<R>> then, Function<KvException, Step<R>> otherwise)
      implements Step<R> {}

  static <R> Step<R> done(R result) {
    return new Done<>(result);
  }

  static <R> Step<R> failed(KvException failure) {
    return new Failed<>(failure);
  }

  /** What goes wrong ends the call. */
  static <A, R> Step<R> ask(Command<A> command, Function<A, Step<R>> then) {
    return new Ask<>(command, then, Step::failed);
  }

  static <A, R> Step<R> ask(
      Command<A> command, Function<A, Step<R>> then, Function<KvException, Step<R>> otherwise) {
    return new Ask<>(command, then, otherwise);
  }

  /** Goes on after {@code step} has ended, however it ends. */
  static <A, R> Step<R> after(
      Step<A> step, Function<A, Step<R>> then, Function<KvException, Step<R>> otherwise) {
    if (step instanceof Done<A> done) {
      return then.apply(done.result());
    }
    if (step instanceof Failed<A> failed) {
      return otherwise.apply(failed.failure());
    }
    return after((Ask<?, A>) step, then, otherwise);
  }

  private static <B, A, R> Step<R> after(
      Ask<B, A> ask, Function<A, Step<R>> then, Function<KvException, Step<R>> otherwise) {
    return new Ask<>(
        ask.command(),
        answer -> after(ask.then().apply(answer), then, otherwise),
        failure -> after(ask.otherwise().apply(failure), then, otherwise));
  }
}
