package kv.http.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import kv.http.call.Json;
import kv.spi.Bytes;
import kv.spi.Health;

/**
 * States of health as JSON: {@code {"status":"up"}}, or {@code
 * {"status":"down","reason":"...","parts":{"store":{"status":"up"},...}}}.
 */
public final class HealthReport {

  private HealthReport() {}

  /**
   * @param parts up where all are up
   * @param detailed whether it is told which parts are down, and why
   */
  public static Bytes json(Map<String, Health> parts, boolean detailed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      Health.Down first =
          parts.values().stream()
              .filter(Health.Down.class::isInstance)
              .map(Health.Down.class::cast)
              .findFirst()
              .orElse(null);
      json.writeStartObject();
      json.writeStringField("status", first == null ? "up" : "down");
      if (first != null && detailed) {
        json.writeStringField("reason", first.reason());
        json.writeObjectFieldStart("parts");
        for (Map.Entry<String, Health> part : parts.entrySet()) {
          write(json, part.getKey(), part.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(out.toByteArray());
  }

  private static void write(JsonGenerator json, String part, Health health) throws IOException {
    json.writeObjectFieldStart(part);
    json.writeStringField("status", health instanceof Health.Up ? "up" : "down");
    if (health instanceof Health.Down down) {
      json.writeStringField("reason", down.reason());
    }
    json.writeEndObject();
  }
}
