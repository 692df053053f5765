package kv.backend.memory;

import kv.spi.PutResult.Previous;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * A page of the trie is all its keys and values at one moment, which is more than the contract asks
 * for: it is linearizable together with the writes of all keys, and with their expiry.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:3")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
@Param(name = "ticks", gen = IntGen.class, conf = "1:2")
public class TrieListingLinearizabilityTest {

  private final LincheckStore store = new LincheckStore(Structure.TRIE);

  @Operation
  public String list() {
    return store.list();
  }

  @Operation
  public Previous put(@Param(name = "key") int key, @Param(name = "value") int value) {
    return store.put(key, value);
  }

  @Operation
  public Previous putExpiring(
      @Param(name = "key") int key,
      @Param(name = "value") int value,
      @Param(name = "ticks") int ticks) {
    return store.putExpiring(key, value, ticks);
  }

  @Operation
  public boolean delete(@Param(name = "key") int key) {
    return store.delete(key);
  }

  @Operation
  public void tick(@Param(name = "ticks") int ticks) {
    store.tick(ticks);
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
