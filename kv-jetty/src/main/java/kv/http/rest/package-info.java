/**
 * Jersey and HK2: JAX-RS resources as thin adapters over {@link kv.http.call.KvCalls}, and the
 * servlet that runs them.
 */
@NullMarked
package kv.http.rest;

import org.jspecify.annotations.NullMarked;
