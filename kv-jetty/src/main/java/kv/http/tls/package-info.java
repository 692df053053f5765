/** TLS of {@code java -jar}: where keys and certificates come from, and how they are renewed. */
@NullMarked
package kv.http.tls;

import org.jspecify.annotations.NullMarked;
