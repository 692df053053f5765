package kv.backend.memory;

import kv.spi.Precondition;
import kv.spi.PutResult.Previous;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Reads and writes are linearizable: Lincheck (Koval et al., CAV 2023) runs random scenarios of
 * these operations in many interleavings and looks for an order that explains their results, which
 * are compared with those of this very class when it is run in that order.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class LinearizabilityTest {

  private final LincheckStore store;

  LinearizabilityTest(LincheckStore store) {
    this.store = store;
  }

  @Operation
  public String get(@Param(name = "key") int key) {
    return store.get(key);
  }

  @Operation
  public Previous put(@Param(name = "key") int key, @Param(name = "value") int value) {
    return store.put(key, value);
  }

  @Operation
  public boolean putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
    return store.putIf(Precondition.absent(), key, value);
  }

  @Operation
  public boolean increment(@Param(name = "key") int key) {
    return store.increment(key);
  }

  @Operation
  public boolean delete(@Param(name = "key") int key) {
    return store.delete(key);
  }

  @Test
  void every_interleaving_tried_is_explained_by_an_order() {
    LincheckStore.modelChecking().check(getClass());
  }

  @Test
  void every_run_on_real_threads_is_explained_by_an_order() {
    LincheckStore.stress().check(getClass());
  }
}
