package kv.consistency.recording;

import kv.consistency.history.Value;

/** How an operation ended. */
public sealed interface Completion {

  /** Applied, with this result. */
  record Ok(Value value) implements Completion {}

  /** Certainly not applied, now or later. */
  record Fail(Value error) implements Completion {}

  /** It may take effect at any later time, or never. */
  record Info(Value error) implements Completion {}

  static Completion ok(Value value) {
    return new Ok(value);
  }

  static Completion fail(String error) {
    return new Fail(Value.of(error));
  }

  static Completion info(String error) {
    return new Info(Value.of(error));
  }

  /** It was refused for what the value is, which is an observation. */
  static Completion precondition() {
    return fail("precondition");
  }
}
