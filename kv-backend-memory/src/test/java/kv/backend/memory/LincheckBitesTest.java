package kv.backend.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kv.spi.Bytes;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The linearizability tests fail, in both modes, over a table whose update is no atomic step. */
class LincheckBitesTest {

  @Test
  void model_checking_finds_a_check_then_act() {
    assertThatThrownBy(
            () ->
                LincheckStore.modelChecking()
                    .minimizeFailedScenario(false)
                    .check(OverCheckThenAct.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  @Test
  void stress_finds_a_check_then_act() {
    assertThatThrownBy(
            () ->
                LincheckStore.stress()
                    .invocationsPerIteration(10_000) // an upper bound: the first failure ends it
                    .minimizeFailedScenario(false)
                    .check(OverCheckThenAct.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  /** The operations of {@link LinearizabilityTest} over the faulty table. */
  public static class OverCheckThenAct extends LinearizabilityTest {
    public OverCheckThenAct() {
      super(new LincheckStore(new CheckThenActTable()));
    }
  }

  /** Reads, decides, then writes. */
  private static final class CheckThenActTable implements Table {

    private final Map<Bytes, Stored> map = new ConcurrentHashMap<>();

    @Override
    public @Nullable Stored get(Bytes key) {
      return map.get(key);
    }

    @Override
    public void update(Bytes key, Step step) {
      Stored next = step.apply(map.get(key));
      if (next == null) {
        map.remove(key);
      } else {
        map.put(key, next);
      }
    }

    @Override
    public long size() {
      return map.size();
    }

    @Override
    public void clear() {
      map.clear();
    }
  }
}
