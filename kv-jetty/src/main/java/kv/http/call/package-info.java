/**
 * The meaning of the HTTP calls (docs/http-api.md), free of any framework: a {@link
 * kv.http.call.Call} goes in, a {@link kv.http.call.Reply} comes out. JAX-RS is one thin way to get
 * here.
 */
@NullMarked
package kv.http.call;

import org.jspecify.annotations.NullMarked;
