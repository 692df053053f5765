/** The front end put together: in a servlet container, or on an embedded Jetty. */
@NullMarked
package kv.http.server;

import org.jspecify.annotations.NullMarked;
