/** The benchmark of docs/performance.md: the front end beside a bare handler and a bare servlet. */
@NullMarked
package kv.http.bench;

import org.jspecify.annotations.NullMarked;
