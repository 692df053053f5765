/** Tests of the store in Cassandra: on nodes that answer as they are told, and on real ones. */
@NullMarked
package kv.backend.cassandra;

import org.jspecify.annotations.NullMarked;
