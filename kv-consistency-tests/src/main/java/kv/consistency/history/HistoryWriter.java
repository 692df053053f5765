package kv.consistency.history;

import java.io.Closeable;
import java.io.IOException;

/** Writes events, one a line. Closing flushes, and closes the stream below. */
public interface HistoryWriter extends Closeable {

  void write(Event event) throws IOException;

  void flush() throws IOException;
}
