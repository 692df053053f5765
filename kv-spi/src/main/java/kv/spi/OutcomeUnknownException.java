package kv.spi;

/** The write may take effect, now or at any later time, or never; the backend can't find out. */
public final class OutcomeUnknownException extends KvException {

  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message) {
    super(message, null);
  }

  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public Outcome outcome() {
    return Outcome.UNKNOWN;
  }
}
