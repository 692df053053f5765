/** Who gets how much: rates, requests at once, time to send and to read, quotas. */
@NullMarked
package kv.http.limit;

import org.jspecify.annotations.NullMarked;
