/** What {@code java -jar kv.war} starts; only the JDK is on its class path. */
@NullMarked
package kv.http.launch;

import org.jspecify.annotations.NullMarked;
