package kv.backend.memory;

/** {@link LinearizabilityTest} of {@code kv.memory.structure=cache}. */
public class CacheLinearizabilityTest extends LinearizabilityTest {

  public CacheLinearizabilityTest() {
    super(new LincheckStore(Structure.CACHE));
  }
}
