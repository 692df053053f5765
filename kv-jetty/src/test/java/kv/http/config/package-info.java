/** Tests of where the configuration comes from. */
@NullMarked
package kv.http.config;

import org.jspecify.annotations.NullMarked;
