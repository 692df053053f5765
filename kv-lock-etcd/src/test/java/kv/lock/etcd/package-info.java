/** Tests of the locks in etcd, on real clusters. */
@NullMarked
package kv.lock.etcd;

import org.jspecify.annotations.NullMarked;
