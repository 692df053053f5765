/** Tests of the plug-in loader, with plug-ins compiled and packed on the spot. */
@NullMarked
package kv.spi.plugin;

import org.jspecify.annotations.NullMarked;
