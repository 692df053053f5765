/** Tests of the resources against what is said of them. */
@NullMarked
package kv.http.rest;

import org.jspecify.annotations.NullMarked;
