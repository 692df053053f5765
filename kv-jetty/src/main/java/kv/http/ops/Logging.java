package kv.http.ops;

import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The logging that travels with the front end. */
public final class Logging {

  /** Under this name the logger context holds the encoders of {@link LoggingConfigurator}. */
  static final String ENCODERS = LineEncoder.class.getName();

  private Logging() {}

  /** Writes lines so from now on, unless Logback has a configuration of the user's. */
  public static void use(LogFormat format) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && context.getObject(ENCODERS) instanceof List<?> encoders) {
      for (Object each : encoders) {
        if (each instanceof LineEncoder encoder) {
          encoder.use(format);
        }
      }
    }
  }

  /** Writes what is still queued and ends its threads: the last thing a process or WAR does. */
  public static void stop() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
