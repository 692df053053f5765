package kv.consistency.history;

import java.io.IOException;

/** The input cannot be a history. The message names the line. */
public class MalformedHistoryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long line;
  private final String reason;

  /**
   * @param line line of the input, from 1
   * @param reason what is wrong with it, without the line
   */
  public MalformedHistoryException(long line, String reason) {
    super("line " + line + ": " + reason);
    this.line = line;
    this.reason = reason;
  }

  public long line() {
    return line;
  }

  public String reason() {
    return reason;
  }
}
