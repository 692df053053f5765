package kv.spi;

import java.util.Optional;

/**
 * Not applied: the write's precondition did not hold.
 *
 * @param current the version that was there instead, empty where the key was absent
 */
public record PreconditionFailed(Optional<Version> current) implements PutResult, DeleteResult {}
