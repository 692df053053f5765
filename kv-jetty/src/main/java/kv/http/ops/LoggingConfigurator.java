package kv.http.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.Logger;

/**
 * Logback's configuration where {@code -Dlogback.configurationFile} names no other: all to the
 * standard output. In code, since reading the same as XML takes a fifth of the time to start.
 */
public final class LoggingConfigurator extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LineEncoder encoder = encoder(context, LineEncoder.WITH_REQUEST);
    LineEncoder ofAccess = encoder(context, LineEncoder.WITHOUT_REQUEST);
    context.putObject(Logging.ENCODERS, List.of(encoder, ofAccess));
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder);
    console.start();
    BatchingAppender access = new BatchingAppender(ofAccess, System.out);
    access.setContext(context);
    access.setName("access");
    access.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
    context.getLogger("kv.access").setAdditive(false);
    context.getLogger("kv.access").addAppender(access);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static LineEncoder encoder(LoggerContext context, String pattern) {
    LineEncoder encoder = new LineEncoder(context, format(), pattern);
    encoder.start();
    return encoder;
  }

  /** As far as it is known now; what is wrong in it is told when the configuration is read. */
  private static LogFormat format() {
    String configured =
        System.getProperty("kv.log.format", System.getenv().getOrDefault("KV_LOG_FORMAT", ""));
    return configured.strip().equals("json") ? LogFormat.JSON : LogFormat.TEXT;
  }
}
