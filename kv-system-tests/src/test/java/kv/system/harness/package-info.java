/** The harness on the built WAR: it finds what is planted, and nothing where nothing is. */
@NullMarked
package kv.system.harness;

import org.jspecify.annotations.NullMarked;
