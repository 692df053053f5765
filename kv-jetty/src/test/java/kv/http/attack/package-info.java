/** Attacks on a running front end, and what must hold of it meanwhile and afterwards. */
@NullMarked
package kv.http.attack;

import org.jspecify.annotations.NullMarked;
