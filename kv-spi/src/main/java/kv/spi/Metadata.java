package kv.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a stored value without reading it.
 *
 * @param size length of the value in bytes
 * @param modified when it was written, by the clock of the backend that did; for information only
 * @param expires when it will be gone, if it was written with a time to live
 */
public record Metadata(
    Version version, String mediaType, long size, Instant modified, Optional<Instant> expires) {}
