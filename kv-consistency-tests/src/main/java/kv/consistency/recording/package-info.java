/** Histories as they come about: written down before a call is sent, and once it is answered. */
@NullMarked
package kv.consistency.recording;

import org.jspecify.annotations.NullMarked;
