package kv.consistency.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import kv.consistency.history.Value.Keyword;

/**
 * Writes JSON Lines, in the form of the design: index, time, process, type, f, key, value, error.
 */
final class JsonLinesWriter implements HistoryWriter {
  private final JsonGenerator json;

  JsonLinesWriter(OutputStream out) throws IOException {
    json = JsonFactory.builder().build().createGenerator(out);
    json.setRootValueSeparator(new SerializedString(""));
  }

  @Override
  public void write(Event event) throws IOException {
    json.writeStartObject();
    json.writeNumberField("index", event.index());
    if (event.time() != Event.NO_TIME) {
      json.writeNumberField("time", event.time());
    }
    if (event.isNemesis()) {
      json.writeStringField("process", "nemesis");
    } else {
      json.writeNumberField("process", event.process());
    }
    json.writeStringField("type", event.type().text());
    json.writeFieldName("f");
    JsonValues.writeString(json, event.f());
    Value key = event.key();
    if (key != null) {
      json.writeFieldName("key");
      JsonValues.write(json, key);
    }
    json.writeFieldName("value");
    writeValue(event);
    Value error = event.error();
    if (error != null) {
      json.writeFieldName("error");
      JsonValues.write(json, error);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** The names of micro-operations are plain strings in JSON, keywords in EDN and in memory. */
  private void writeValue(Event event) throws IOException {
    if (!event.f().equals("txn") || !(event.value() instanceof Value.Items transaction)) {
      JsonValues.write(json, event.value());
      return;
    }
    json.writeStartArray();
    for (Value operation : transaction.values()) {
      if (operation instanceof Value.Items list
          && !list.values().isEmpty()
          && list.values().get(0) instanceof Keyword name) {
        json.writeStartArray();
        json.writeString(name.name());
        for (Value argument : list.values().subList(1, list.values().size())) {
          JsonValues.write(json, argument);
        }
        json.writeEndArray();
      } else {
        JsonValues.write(json, operation);
      }
    }
    json.writeEndArray();
  }

  @Override
  public void flush() throws IOException {
    json.flush();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
