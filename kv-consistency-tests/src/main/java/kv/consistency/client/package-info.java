/** The store as its clients see it: over HTTP, each call sent once and never again. */
@NullMarked
package kv.consistency.client;

import org.jspecify.annotations.NullMarked;
