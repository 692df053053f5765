package kv.backend.memory;

import kv.spi.Precondition;
import kv.spi.PutResult.Previous;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * As {@link LinearizabilityTest}, with the passing of time as one of the operations: entries expire
 * in the middle of others' calls, and still there is one order that explains all results. Expiry is
 * the same over every table.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
@Param(name = "ticks", gen = IntGen.class, conf = "1:2")
public class ExpiryLinearizabilityTest {

  private static final int KEY = 1;

  private final LincheckStore store = new LincheckStore(Structure.TRIE);

  @Operation
  public String get() {
    return store.get(KEY);
  }

  @Operation
  public Previous putExpiring(@Param(name = "value") int value, @Param(name = "ticks") int ticks) {
    return store.putExpiring(KEY, value, ticks);
  }

  @Operation
  public boolean putIfPresent(@Param(name = "value") int value) {
    return store.putIf(Precondition.present(), KEY, value);
  }

  @Operation
  public boolean delete() {
    return store.delete(KEY);
  }

  @Operation
  public void tick(@Param(name = "ticks") int ticks) {
    store.tick(ticks);
  }

  @Operation
  public void removeExpired() {
    store.removeExpired();
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
