package kv.consistency.client;

import java.io.IOException;

/** No connection was made, so nothing of the call was sent: it certainly takes no effect. */
public final class NotSentException extends IOException {
  private static final long serialVersionUID = 1;

  NotSentException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
