/** The contracts between the server and its storage and lock plug-ins. */
@NullMarked
package kv.spi;

import org.jspecify.annotations.NullMarked;
