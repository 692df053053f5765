package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperationTextTest {

  private static Event event(EventType type, String f, @Nullable Value key, Value value) {
    return new Event(0, 0, 0, type, f, key, value, null);
  }

  private static String ok(String f, @Nullable Value key, Value asked, Value answered) {
    return OperationText.of(
        event(EventType.INVOKE, f, key, asked), event(EventType.OK, f, key, answered));
  }

  @Test
  void what_was_asked_comes_first_and_then_what_was_answered() {
    Value x = Value.of("x");
    assertThat(ok("write", x, Value.of(1), Value.of(1))).isEqualTo("write x 1");
    assertThat(ok("read", x, Value.NULL, Value.of("a"))).isEqualTo("read x → \"a\"");
    assertThat(ok("read", x, Value.NULL, Value.NULL)).isEqualTo("read x → nil");
    assertThat(ok("acquire", null, Value.NULL, Value.of(17))).isEqualTo("acquire → 17");
    assertThat(ok("release", null, Value.NULL, Value.NULL)).isEqualTo("release");
  }

  @Test
  void a_transaction_is_told_with_what_it_read_if_it_is_known() {
    Value read = Value.listOf(Value.of("r"), Value.of(3), Value.NULL);
    Value seen = Value.listOf(Value.of("r"), Value.of(3), Value.listOf(Value.of(1), Value.of(2)));
    Value append = Value.listOf(Value.keyword("append"), Value.of("y"), Value.of(4));
    Value asked = Value.listOf(read, append);
    assertThat(ok("txn", null, asked, Value.listOf(seen, append)))
        .isEqualTo("txn r 3 [1 2] · append y 4");
    assertThat(OperationText.of(event(EventType.INVOKE, "txn", null, asked), null))
        .isEqualTo("txn r 3 · append y 4");
  }

  @Test
  void a_long_value_is_cut() {
    assertThat(ok("write", null, Value.of("a".repeat(9999)), Value.NULL))
        .hasSizeLessThan(200)
        .endsWith("…");
  }
}
