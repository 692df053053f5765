package kv.consistency.history;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A history as a stream of events, in order. */
public interface HistoryReader extends Closeable {

  /**
   * The next event, or null at the end.
   *
   * @throws MalformedHistoryException if the input is no history; nothing can be read after it
   */
  @Nullable Event next() throws IOException;

  /** The line (from 1) on which the event last returned begins; 0 before the first. */
  long line();

  /**
   * After the end: what was dropped because the input's last line is incomplete, as it is when the
   * writer died. Only the very last line is ever forgiven, and only after a complete event.
   */
  Optional<String> truncation();
}
