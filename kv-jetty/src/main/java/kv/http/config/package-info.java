/** Where the configuration comes from, and the front end's own settings. */
@NullMarked
package kv.http.config;

import org.jspecify.annotations.NullMarked;
