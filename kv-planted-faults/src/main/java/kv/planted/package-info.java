/**
 * Deliberate bugs, one a file, each of a kind that real systems have had. They exist so that the
 * harness can show that it finds them, and are in no WAR.
 */
@NullMarked
package kv.planted;

import org.jspecify.annotations.NullMarked;
