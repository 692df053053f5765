/**
 * Finds plug-ins: one directory of jars each, isolated by a class loader of its own.
 *
 * <p>Isolation is not a nicety. jetcd brings Netty 4.2 and the Cassandra driver wants Netty 4.1, so
 * no flat class path can hold both.
 */
@NullMarked
package kv.spi.plugin;

import org.jspecify.annotations.NullMarked;
