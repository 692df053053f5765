/** What an operator sees: health, metrics, the access log. */
@NullMarked
package kv.http.ops;

import org.jspecify.annotations.NullMarked;
