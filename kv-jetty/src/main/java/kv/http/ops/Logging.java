package kv.http.ops;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The logging that travels with the front end. */
public final class Logging {

  private Logging() {}

  /** Writes what is still queued and ends its threads: the last thing a process or WAR does. */
  public static void stop() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
