package kv.http.wire;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A front end that runs, and where.
 *
 * @param base its URL with the context path, without a slash at the end
 */
record FrontEnd(Container container, URI base, ServerProcess process) implements AutoCloseable {

  /** What serves it, for the few places where a container answers before the front end may. */
  enum Container {
    /** The embedded one of {@code java -jar}. */
    JETTY,
    /** Jetty's distribution. */
    JETTY_HOME,
    LIBERTY,
    TOMCAT,
    UNDERTOW,
    WILDFLY;

    /** Undertow is what serves in WildFly. */
    boolean isUndertow() {
      return this == UNDERTOW || this == WILDFLY;
    }
  }

  /** The largest value that the front ends of the suites store, in bytes. */
  static final int MAX_VALUE_SIZE = 1 << 20;

  /** In logs as JSON, slashes are escaped. */
  private static final Pattern READY =
      Pattern.compile("ready at (https?):(?:\\\\?/){2}127\\.0\\.0\\.1:(\\d+)\\\\?/");

  /** {@code java -jar kv.war} on a free port. */
  static FrontEnd standalone(String name, Path temporary, Map<String, String> settings)
      throws IOException {
    ServerProcess process = launch(name, temporary, settings, Redirect.PIPE);
    try {
      Matcher ready = process.awaitLine(READY);
      URI base = URI.create(ready.group(1) + "://127.0.0.1:" + ready.group(2));
      return new FrontEnd(Container.JETTY, base, process);
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  /** As above, ready or not. */
  static ServerProcess launch(
      String name, Path temporary, Map<String, String> settings, Redirect errors)
      throws IOException {
    Map<String, String> all = new HashMap<>(Map.of("kv.http.port", "0"));
    all.putAll(settings);
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xmx1g");
    arguments.add("-Djava.io.tmpdir=" + temporary);
    arguments.addAll(List.of("-jar", war().toString()));
    return ServerProcess.java(name, arguments, all, errors);
  }

  /** The file under test, as the build made it. */
  static Path war() {
    return Path.of(System.getProperty("test.war"));
  }

  int port() {
    return base.getPort();
  }

  /** The context path: empty, or with a slash before it and none behind. */
  String context() {
    return base.getRawPath();
  }

  @Override
  public void close() {
    process.close();
  }
}
