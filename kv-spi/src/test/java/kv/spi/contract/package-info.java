/**
 * The contract tests: what every backend keeps to, to be run by its author. Extend {@link
 * kv.spi.contract.KvBackendContractTest}; docs/writing-a-backend.md shows how.
 */
@NullMarked
package kv.spi.contract;

import org.jspecify.annotations.NullMarked;
