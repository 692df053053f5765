/** What is done to the processes of a deployment, and undone again; one small file for each. */
@NullMarked
package kv.consistency.fault;

import org.jspecify.annotations.NullMarked;
