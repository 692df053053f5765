/**
 * Real clusters on this machine, for tests, the fault harness and whoever wants to try the store:
 * Cassandra nodes from the jars of {@code kv-cassandra-node}, and etcd members. Each node is a
 * process of its own at an address of its own, so that several clusters run side by side with the
 * standard ports; it can be killed, paused, restarted and emptied; and none outlives the JVM that
 * started it, however that one ends.
 */
@NullMarked
package kv.consistency.cluster;

import org.jspecify.annotations.NullMarked;
