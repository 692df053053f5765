@NullMarked
package kv.http.limit;

import org.jspecify.annotations.NullMarked;
