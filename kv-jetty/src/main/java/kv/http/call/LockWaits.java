package kv.http.call;

import java.time.Duration;

/**
 * How writes wait for locks, where there is a lock manager.
 *
 * @param byDefault the wait of a write that does not say
 * @param longest the wait that a write may ask for
 * @param maxWrites how many writes run or wait at once; one more is refused
 */
public record LockWaits(Duration byDefault, Duration longest, int maxWrites) {

  /** The query parameter that says how long to wait. */
  static final String PARAMETER = "lock-wait";

  /** The wait that is asked for, else the default; 400 where it is beyond the longest. */
  Duration asked(QueryString query) {
    return query.duration(PARAMETER, Duration.ZERO, longest).orElse(byDefault);
  }
}
