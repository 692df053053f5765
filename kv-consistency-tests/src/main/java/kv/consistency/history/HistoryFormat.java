package kv.consistency.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/** The file formats of histories. Both are UTF-8. */
public enum HistoryFormat {
  /** One JSON object a line: the native form. */
  JSONL(0) {
    @Override
    HistoryReader unchecked(InputStream in) throws IOException {
      return new JsonLinesReader(in);
    }

    @Override
    public HistoryWriter writer(OutputStream out) throws IOException {
      return new JsonLinesWriter(out);
    }
  },
  /** Jepsen's EDN: op maps, one a line or in one vector or list. */
  EDN(1_000_000_000) {
    @Override
    HistoryReader unchecked(InputStream in) {
      return new EdnHistoryReader(in);
    }

    @Override
    public HistoryWriter writer(OutputStream out) {
      return new EdnHistoryWriter(out);
    }
  };

  private final long timeSlack;

  HistoryFormat(long timeSlack) {
    this.timeSlack = timeSlack;
  }

  /**
   * A reader of the history in {@code in}, which need not be buffered; closing the reader closes
   * it. What cannot be a history is rejected with a {@link MalformedHistoryException}.
   */
  public HistoryReader reader(InputStream in) throws IOException {
    return new ValidatingReader(unchecked(in), timeSlack);
  }

  abstract HistoryReader unchecked(InputStream in) throws IOException;

  /**
   * Nanoseconds by which time may seem to run backwards from one event to the next. Old Jepsens
   * stamped an event on its worker's thread before they appended it to the history, so their files
   * are out of order by some microseconds; the file's order is the one that counts.
   */
  long timeSlack() {
    return timeSlack;
  }

  /** A writer to {@code out}, which need not be buffered; closing the writer closes it. */
  public abstract HistoryWriter writer(OutputStream out) throws IOException;

  /** The format that a file name's ending tells: {@code .edn}, or {@code .jsonl}, {@code .json}. */
  public static Optional<HistoryFormat> ofFileName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".edn")) {
      return Optional.of(EDN);
    }
    boolean json = lower.endsWith(".jsonl") || lower.endsWith(".json") || lower.endsWith(".ndjson");
    return json ? Optional.of(JSONL) : Optional.empty();
  }
}
