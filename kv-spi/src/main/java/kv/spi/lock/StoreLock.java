package kv.spi.lock;

import java.time.Duration;

/**
 * The lock of the whole store, as somebody has it.
 *
 * @param identity the life of the service that gave it
 * @param revision greater than that of any grant, of a key or of the store, before in that life;
 *     the same after a renewal, another if it was lost and taken again
 * @param remaining how much of the lease is left, at least
 */
public record StoreLock(String owner, String identity, long revision, Duration remaining) {}
