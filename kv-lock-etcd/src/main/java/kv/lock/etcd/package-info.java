/** The lock manager named {@code etcd}: the locks of all front ends, kept in an etcd cluster. */
@NullMarked
package kv.lock.etcd;

import org.jspecify.annotations.NullMarked;
