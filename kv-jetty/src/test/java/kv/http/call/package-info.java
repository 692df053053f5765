/** The framework-free calls: tables from RFC 9110, properties, and a store that ends as told. */
@NullMarked
package kv.http.call;

import org.jspecify.annotations.NullMarked;
