package kv.consistency.history;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import kv.consistency.history.Value.BigInt;
import kv.consistency.history.Value.Bool;
import kv.consistency.history.Value.Decimal;
import kv.consistency.history.Value.Int;
import kv.consistency.history.Value.Items;
import kv.consistency.history.Value.Keyword;
import kv.consistency.history.Value.Mapping;
import kv.consistency.history.Value.Text;

/**
 * Writes {@link Value}s as JSON; what {@link JsonLinesReader} reads back is equal. A map with keys
 * that JSON can't have is written {@code {"~#map": [key, value, key, value, ...]}}.
 */
public final class JsonValues {
  /** The one field of an object that stands for a map with other keys than strings. */
  static final String MAP = "~#map";

  private JsonValues() {}

  public static void write(JsonGenerator json, Value value) throws IOException {
    if (value instanceof Value.Null) {
      json.writeNull();
    } else if (value instanceof Bool bool) {
      json.writeBoolean(bool.value());
    } else if (value instanceof Int integer) {
      json.writeNumber(integer.value());
    } else if (value instanceof BigInt integer) {
      json.writeNumber(integer.value());
    } else if (value instanceof Decimal decimal) {
      json.writeNumber(EdnValues.digits(decimal));
    } else if (value instanceof Text text) {
      writeString(json, JsonStrings.encode(text));
    } else if (value instanceof Keyword keyword) {
      json.writeString(JsonStrings.encode(keyword));
    } else if (value instanceof Items items) {
      json.writeStartArray();
      for (Value element : items.values()) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Mapping mapping) {
      writeMapping(json, mapping.entries());
    }
  }

  private static void writeMapping(JsonGenerator json, Map<Value, Value> entries)
      throws IOException {
    json.writeStartObject();
    if (isPlainObject(entries)) {
      for (Map.Entry<Value, Value> entry : entries.entrySet()) {
        json.writeFieldName(name(entry.getKey()));
        write(json, entry.getValue());
      }
    } else {
      json.writeFieldName(MAP);
      json.writeStartArray();
      for (Map.Entry<Value, Value> entry : entries.entrySet()) {
        write(json, entry.getKey());
        write(json, entry.getValue());
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static boolean isPlainObject(Map<Value, Value> entries) {
    for (Value key : entries.keySet()) {
      boolean named = key instanceof Keyword || key instanceof Text;
      if (!named || hasLoneSurrogate(name(key)) || name(key).equals(MAP)) {
        return false;
      }
    }
    return true;
  }

  private static String name(Value key) {
    return key instanceof Keyword keyword
        ? JsonStrings.encode(keyword)
        : key instanceof Text text ? JsonStrings.encode(text) : "";
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int point = text.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(point)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** Lone surrogates, which UTF-8 can't hold, are escaped. */
  static void writeString(JsonGenerator json, String text) throws IOException {
    if (hasLoneSurrogate(text)) {
      StringBuilder quoted = new StringBuilder();
      EdnValues.appendString(quoted, text);
      json.writeRawValue(quoted.toString());
    } else {
      json.writeString(text);
    }
  }
}
