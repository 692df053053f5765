/**
 * A backend made of a lock manager and of a store: {@link kv.spi.locked.LockedBackend} of one that
 * decides nothing, {@link kv.spi.locked.SerializedBackend} of one that decides itself.
 */
@NullMarked
package kv.spi.locked;

import org.jspecify.annotations.NullMarked;
