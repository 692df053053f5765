package kv.backend.memory;

/** {@link LinearizabilityTest} of {@code kv.memory.structure=trie}. */
public class TrieLinearizabilityTest extends LinearizabilityTest {

  public TrieLinearizabilityTest() {
    super(new LincheckStore(Structure.TRIE));
  }
}
