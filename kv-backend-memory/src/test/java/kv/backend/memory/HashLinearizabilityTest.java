package kv.backend.memory;

/** {@link LinearizabilityTest} of {@code kv.memory.structure=hash}. */
public class HashLinearizabilityTest extends LinearizabilityTest {

  public HashLinearizabilityTest() {
    super(new LincheckStore(Structure.HASH));
  }
}
