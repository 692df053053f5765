package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A front end in a process of its own, for the attacks of {@code kv.http.attack}.
 *
 * @param context the path it is below, empty at the root
 */
public record Attackable(String container, int port, String context, AutoCloseable handle)
    implements AutoCloseable {

  /** Starts {@code java -jar kv.war} or a Tomcat 11 with it. */
  public static Attackable start(String container, Path directory, Map<String, String> settings)
      throws IOException {
    if (container.equals("tomcat")) {
      Tomcat tomcat = Tomcat.start("attacked-tomcat", directory, settings);
      return new Attackable(container, tomcat.root().port(), tomcat.root().context(), tomcat);
    }
    FrontEnd frontEnd = FrontEnd.standalone("attacked-jetty", directory, settings);
    return new Attackable(container, frontEnd.port(), frontEnd.context(), frontEnd);
  }

  private ServerProcess process() {
    return handle instanceof Tomcat tomcat ? tomcat.process() : ((FrontEnd) handle).process();
  }

  public long pid() {
    return process().pid();
  }

  public boolean isAlive() {
    return process().isAlive();
  }

  /** All it has printed so far, its access log included. */
  public List<String> log() {
    return process().lines();
  }

  @Override
  public void close() {
    process().close();
  }
}
