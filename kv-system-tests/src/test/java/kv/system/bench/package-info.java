/** What the store costs above the statements it sends, on real clusters, in one run each. */
@NullMarked
package kv.system.bench;

import org.jspecify.annotations.NullMarked;
