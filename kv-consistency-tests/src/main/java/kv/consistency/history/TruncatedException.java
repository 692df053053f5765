package kv.consistency.history;

/** The input ends inside a form; whether that is forgiven is the history reader's to decide. */
final class TruncatedException extends MalformedHistoryException {
  private static final long serialVersionUID = 1L;

  TruncatedException(long line) {
    super(line, "the input ends here, inside an unfinished form");
  }
}
