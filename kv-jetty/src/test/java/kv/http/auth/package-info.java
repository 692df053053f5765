@NullMarked
package kv.http.auth;

import org.jspecify.annotations.NullMarked;
