package kv.backend.memory;

/** What the entries are kept in: the words of {@code kv.memory.structure}. */
enum Structure {
  /** Ordered by key bytes; the only one that lists. */
  TRIE,
  /** Point access only; writers of different keys do not wait for each other. */
  HASH,
  /** Point access only, bounded: what was not worth keeping is dropped. */
  CACHE
}
