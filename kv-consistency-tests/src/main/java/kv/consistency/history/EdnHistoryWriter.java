package kv.consistency.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import kv.consistency.history.Value.Keyword;

/** Writes Jepsen's op maps, one a line. */
final class EdnHistoryWriter implements HistoryWriter {
  private static final int FLUSH_AT = 1 << 13;

  private final Writer out;
  private final StringBuilder buffer = new StringBuilder();

  EdnHistoryWriter(OutputStream out) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
  }

  @Override
  public void write(Event event) throws IOException {
    buffer.append("{:index ").append(event.index());
    if (event.time() != Event.NO_TIME) {
      buffer.append(", :time ").append(event.time());
    }
    buffer.append(", :process ");
    buffer.append(event.isNemesis() ? ":nemesis" : Long.toString(event.process()));
    buffer.append(", :type :").append(event.type().text());
    buffer.append(", :f ");
    appendFunction(event.f());
    Value key = event.key();
    if (key != null) {
      buffer.append(", :key ");
      EdnValues.append(buffer, key);
    }
    buffer.append(", :value ");
    EdnValues.append(buffer, event.value());
    Value error = event.error();
    if (error != null) {
      buffer.append(", :error ");
      EdnValues.append(buffer, error);
    }
    buffer.append("}\n");
    if (buffer.length() > FLUSH_AT) {
      drain();
    }
  }

  private void appendFunction(String f) {
    if (f.equals(EventBuilder.NO_FUNCTION)) {
      buffer.append("nil");
    } else if (Keyword.isValid(f)) {
      buffer.append(':').append(f);
    } else {
      EdnValues.appendString(buffer, f);
    }
  }

  private void drain() throws IOException {
    out.append(buffer);
    buffer.setLength(0);
  }

  @Override
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    drain();
    out.close();
  }
}
