package kv.spi;

import org.jspecify.annotations.Nullable;

/**
 * A call that a backend could not decide as asked. The message goes to clients: it names the cause
 * in the caller's terms and holds no secret. A backend throws nothing else; anything else that
 * escapes from a write counts as {@link Outcome#UNKNOWN}.
 */
public abstract sealed class KvException extends RuntimeException
    permits NotAppliedException, OutcomeUnknownException {

  private static final long serialVersionUID = 1L;

  KvException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public abstract Outcome outcome();
}
