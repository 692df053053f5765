package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Model;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The model that {@code docs/checking.md} shows, letter for letter. */
class OwnModelTest {

  record Raise(long to) {}

  static final class HighWaterMark implements Model<Long, Raise, Long> {
    @Override
    public Long initial() {
      return 0L;
    }

    /** Answers the highest value so far; null if that is not what was answered. */
    @Override
    public @Nullable Long step(Long state, Raise input, @Nullable Long output) {
      Long next = Math.max(state, input.to());
      return output == null || output.equals(next) ? next : null;
    }
  }

  @Test
  void the_model_of_the_documentation_finds_the_unknown_raise_to_have_taken_effect() {
    Verdict<Long> verdict =
        new Checker<>(new HighWaterMark())
            .check(
                List.of(
                    Operation.completed(0, new Raise(5), 5L, 0, 3),
                    Operation.indeterminate(1, new Raise(9), 1),
                    Operation.completed(2, new Raise(7), 9L, 4, 5)));
    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
  }
}
