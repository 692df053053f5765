package kv.http.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import kv.http.call.Json;
import kv.spi.Bytes;
import kv.spi.Health;

/** A state of health as JSON: {@code {"status":"up"}}, or down, with a reason. */
public final class HealthReport {

  private HealthReport() {}

  /**
   * @param detailed whether the reason is told
   */
  public static Bytes json(Health health, boolean detailed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("status", health instanceof Health.Up ? "up" : "down");
      if (detailed && health instanceof Health.Down down) {
        json.writeStringField("reason", down.reason());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(out.toByteArray());
  }
}
