package kv.spi;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The call certainly had no effect and will have none. A read that fails ends so too. */
public final class NotAppliedException extends KvException {

  private static final long serialVersionUID = 1L;

  /** Why, in the terms of the HTTP answers (design, section 3). */
  public enum Reason {
    /** The request itself is wrong. */
    INVALID,
    /** The value is larger than this backend takes. */
    TOO_LARGE,
    /** This backend, or this configuration of it, does not do that. */
    NOT_OFFERED,
    /** The key's lock was not had within the wait asked for. */
    LOCKED,
    /** Over a limit on concurrent or queued calls. */
    OVERLOADED,
    /** The store, its lock service or a node could not be reached, before anything was sent. */
    UNAVAILABLE
  }

  private final Reason reason;
  private final @Nullable Duration retryAfter;

  public NotAppliedException(Reason reason, String message) {
    this(reason, message, null, null);
  }

  public NotAppliedException(Reason reason, String message, Throwable cause) {
    this(reason, message, cause, null);
  }

  /**
   * @param retryAfter when a next try may succeed, if that is known
   */
  public NotAppliedException(
      Reason reason, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public Reason reason() {
    return reason;
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  @Override
  public Outcome outcome() {
    return Outcome.NOT_APPLIED;
  }
}
