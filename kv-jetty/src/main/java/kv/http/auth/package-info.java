/**
 * Who gets in (docs/security.md): what proves who calls, and what callers may do. {@link
 * kv.http.auth.Authentication} names the caller of a request; the calls hold what it asks for
 * against its {@link kv.http.auth.Grants}.
 */
@NullMarked
package kv.http.auth;

import org.jspecify.annotations.NullMarked;
