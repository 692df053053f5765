/** What a check found, told to people and programs: as text, JSON and an HTML page. */
@NullMarked
package kv.consistency.report;

import org.jspecify.annotations.NullMarked;
