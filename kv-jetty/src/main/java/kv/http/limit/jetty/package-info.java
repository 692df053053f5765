/** The limits that only the server itself can set: connections, and the time to send a request. */
@NullMarked
package kv.http.limit.jetty;

import org.jspecify.annotations.NullMarked;
