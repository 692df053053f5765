/** Tests of the front end put together. */
@NullMarked
package kv.http.server;

import org.jspecify.annotations.NullMarked;
