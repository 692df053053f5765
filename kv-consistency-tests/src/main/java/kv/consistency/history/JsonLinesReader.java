package kv.consistency.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kv.consistency.history.EventBuilder.Field;
import kv.consistency.history.Value.Decimal;
import kv.consistency.history.Value.Items;
import kv.consistency.history.Value.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON Lines (RFC 8259 objects, one a line). One Jackson parser runs over the whole stream,
 * which is far cheaper than one a line; fields that are not of an event are skipped.
 *
 * <p>JSON has no keywords, so a string {@code "~:name"} stands for one; {@link JsonStrings} has the
 * rule.
 */
final class JsonLinesReader implements HistoryReader {
  private static final int MAX_STRING = 64 << 20;

  private final JsonParser parser;
  private final InputStream in;
  private final EventBuilder builder = new EventBuilder();
  private final TextPool pool = new TextPool();
  private long line;
  private @Nullable String truncation;
  private boolean ended;

  JsonLinesReader(InputStream in) throws IOException {
    this.in = in;
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(EdnParser.MAX_DEPTH)
            .maxNumberLength(EdnParser.MAX_NUMBER)
            .maxStringLength(MAX_STRING)
            .maxNameLength(MAX_STRING)
            .build();
    parser =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build()
            .createParser(in);
  }

  @Override
  public @Nullable Event next() throws IOException {
    if (ended) {
      return null;
    }
    long before = line;
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        ended = true;
        return null;
      }
      line = parser.currentTokenLocation().getLineNr();
      if (token != JsonToken.START_OBJECT) {
        throw new MalformedHistoryException(line, "an event is a JSON object");
      }
      return event();
    } catch (JsonParseException | CharConversionException e) {
      ended = true;
      return endOrThrow(before, e);
    } catch (StreamConstraintsException e) {
      ended = true;
      throw new MalformedHistoryException(line(e), limitMessage(e));
    } catch (MalformedHistoryException e) {
      ended = true;
      throw e;
    }
  }

  private Event event() throws IOException {
    builder.begin(line);
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Field field = Field.of(name);
      if (field == null) {
        parser.skipChildren();
      } else {
        builder.set(field, value(field));
      }
    }
    return builder.build();
  }

  private Value value(Field field) throws IOException {
    if (field == Field.VALUE || field == Field.KEY || field == Field.ERROR) {
      return value();
    }
    return parser.currentToken() == JsonToken.VALUE_STRING ? pool.text(parser.getText()) : value();
  }

  private Value value() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> Value.NULL;
      case VALUE_TRUE -> Value.of(true);
      case VALUE_FALSE -> Value.of(false);
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_STRING -> JsonStrings.decode(parser.getText(), pool);
      case START_ARRAY -> list();
      case START_OBJECT -> map();
      default -> throw new MalformedHistoryException(line, "unexpected " + parser.currentToken());
    };
  }

  private Value integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> Value.of(parser.getLongValue());
      default -> Value.of(new BigInteger(parser.getText()));
    };
  }

  private Value decimal() throws IOException {
    try {
      return new Decimal(new BigDecimal(parser.getText()));
    } catch (IllegalArgumentException e) {
      throw new MalformedHistoryException(here(), "number out of range: exponent too large");
    }
  }

  private Value list() throws IOException {
    List<Value> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value());
    }
    return new Items(values);
  }

  private Value map() throws IOException {
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (entries.put(JsonStrings.decode(name, pool), value()) != null) {
        throw new MalformedHistoryException(here(), "duplicate key " + Excerpt.of(name));
      }
    }
    Value flat = entries.size() == 1 ? entries.get(Value.of(JsonValues.MAP)) : null;
    return flat instanceof Items list && list.values().size() % 2 == 0
        ? unflatten(list.values())
        : new Mapping(entries);
  }

  private Value unflatten(List<Value> flat) throws IOException {
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      if (entries.put(flat.get(i), flat.get(i + 1)) != null) {
        throw new MalformedHistoryException(here(), "duplicate key in " + JsonValues.MAP);
      }
    }
    return new Mapping(entries);
  }

  /**
   * A syntax error on the last line of an input without a final newline means that the writer died
   * there; anywhere else the input is malformed.
   */
  private @Nullable Event endOrThrow(long lineBefore, IOException e) throws IOException {
    long at = Math.max(line, 1);
    if (lineBefore > 0 && !restHasNewline() && at >= here()) {
      truncation = "line " + here() + " is incomplete and was dropped";
      return null;
    }
    String reason =
        e instanceof JsonParseException json ? json.getOriginalMessage() : "not UTF-8 text";
    throw new MalformedHistoryException(line(e), "not JSON: " + oneLine(reason));
  }

  private boolean restHasNewline() throws IOException {
    ByteArrayOutputStream buffered = new ByteArrayOutputStream();
    parser.releaseBuffered(buffered);
    for (byte b : buffered.toByteArray()) {
      if (b == '\n') {
        return true;
      }
    }
    byte[] chunk = new byte[1 << 16];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      for (int i = 0; i < n; i++) {
        if (chunk[i] == '\n') {
          return true;
        }
      }
    }
    return false;
  }

  private long here() {
    return Math.max(1, parser.currentLocation().getLineNr());
  }

  private long line(IOException e) {
    return e instanceof JsonParseException json && json.getLocation() != null
        ? Math.max(1, json.getLocation().getLineNr())
        : here();
  }

  private static String limitMessage(StreamConstraintsException e) {
    return "beyond a limit: " + oneLine(e.getOriginalMessage());
  }

  private static String oneLine(String message) {
    int newline = message.indexOf('\n');
    return newline < 0 ? message : message.substring(0, newline);
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public Optional<String> truncation() {
    return Optional.ofNullable(truncation);
  }

  @Override
  public void close() throws IOException {
    parser.close();
    in.close();
  }
}
