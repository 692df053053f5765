/** A store in the memory of one JVM, over a trie, a hash table or a bounded cache. */
@NullMarked
package kv.backend.memory;

import org.jspecify.annotations.NullMarked;
