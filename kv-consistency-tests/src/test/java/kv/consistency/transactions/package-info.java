/** Tests of the transactional checker; histories by hand are in the {@code .cases} resources. */
@NullMarked
package kv.consistency.transactions;

import org.jspecify.annotations.NullMarked;
