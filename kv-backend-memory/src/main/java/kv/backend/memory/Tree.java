package kv.backend.memory;

/** A part of the trie that is not empty: an entry, or a branching with more below. */
sealed interface Tree permits Inner, Stored {}
