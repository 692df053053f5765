package kv.http.ops;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The logging that travels with the front end. */
public final class Logging {

  /** Under this name the logger context holds the encoder of {@link LoggingConfigurator}. */
  static final String ENCODER = LineEncoder.class.getName();

  private Logging() {}

  /** Writes lines so from now on, unless Logback has a configuration of the user's. */
  public static void use(LogFormat format) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && context.getObject(ENCODER) instanceof LineEncoder encoder) {
      encoder.use(format);
    }
  }

  /** Writes what is still queued and ends its threads: the last thing a process or WAR does. */
  public static void stop() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
