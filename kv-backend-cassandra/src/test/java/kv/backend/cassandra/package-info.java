/** Tests of the Cassandra backend; those on a real cluster share one, {@link RealCluster}. */
@NullMarked
package kv.backend.cassandra;

import org.jspecify.annotations.NullMarked;
