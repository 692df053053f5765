package kv.http.ops;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.status.OnErrorConsoleStatusListener;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import kv.http.call.Call;
import kv.http.call.CallKey;
import kv.http.call.CallObserver;
import kv.http.call.Operation;
import kv.http.call.Reply;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each call that was to change something, by the logger {@code kv.audit}: who,
 * what, how it ended; refused ones too. A line is written before its call is answered. All but
 * printable ASCII is escaped, so that nothing that a client sends looks like a line or hides one.
 */
public final class AuditLog implements CallObserver {

  public static final Setting<String> AUDIT_LOG =
      Setting.text(
          "kv.audit-log",
          "Where each call that is to change something is logged with its caller, key and outcome:"
              + " off, stdout, a file's path, or logback (wherever Logback's own configuration sends"
              + " the logger kv.audit).",
          "off");

  private static final String LOGGER = "kv.audit";
  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final InstantSource clock;

  private AuditLog(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Empty where it is off.
   *
   * @throws ConfigurationException if the file can't be written
   */
  public static Optional<AuditLog> open(String to, InstantSource clock) {
    switch (to) {
      case "off" -> {
        return Optional.empty();
      }
      case "logback" -> {}
      case "stdout" -> attach(new ConsoleAppender<>());
      default -> {
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setFile(to);
        if (!attach(file)) {
          throw new ConfigurationException(
              "%s is '%s', which can't be written".formatted(AUDIT_LOG.name(), to));
        }
      }
    }
    return Optional.of(new AuditLog(clock));
  }

  private static boolean attach(OutputStreamAppender<ILoggingEvent> appender) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new ConfigurationException(AUDIT_LOG.name() + " needs Logback");
    }
    // What it can't write it says on the error output.
    OnErrorConsoleStatusListener errors = new OnErrorConsoleStatusListener();
    errors.setContext(context);
    errors.start();
    context.getStatusManager().add(errors);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    appender.setContext(context);
    appender.setName("audit");
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(LOGGER).setAdditive(false);
    context.getLogger(LOGGER).addAppender(appender);
    return appender.isStarted();
  }

  @Override
  public void decided(Operation operation, Call call, Reply reply, long nanos) {
    if (operation.isWrite()) {
      LOG.info("{}", line(operation, call, reply));
    }
  }

  private String line(Operation operation, Call call, Reply reply) {
    StringWriter out = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("time", clock.instant().toString());
      json.writeStringField("caller", call.caller().name());
      json.writeStringField("address", call.remoteAddress());
      json.writeStringField("operation", operation.word());
      CallKey key = CallKey.of(call);
      if (key.text().isPresent()) {
        json.writeStringField("key", key.text().get());
      }
      if (key.base64url().isPresent()) {
        json.writeStringField("key64", key.base64url().get());
      } else {
        json.writeStringField("path", call.rawPath());
      }
      json.writeNumberField("status", reply.status());
      json.writeStringField("outcome", reply.outcome().word());
      json.writeStringField("request", call.id());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
