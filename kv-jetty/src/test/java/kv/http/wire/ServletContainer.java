package kv.http.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A servlet container that runs in a process of its own, with the WAR in it any number of times.
 * All it writes is below one directory; but for address, ports, threads and time limits it is as it
 * comes.
 */
interface ServletContainer extends AutoCloseable {

  Duration PATIENCE = Duration.ofMinutes(2);

  /** One kind of container: what is put where, and how it is started. */
  interface Kind {

    /**
     * Returns once it and its web applications are up.
     *
     * @param base an empty directory
     * @param settings of the front ends, given by the container's environment
     */
    ServletContainer start(
        String name, Path base, List<WebApp> webApps, Map<String, String> settings)
        throws IOException;
  }

  FrontEnd.Container kind();

  ServerProcess process();

  /** Where it listens. */
  int port();

  /** Where it listens as well, and gives a silent connection up soon. */
  int impatientPort();

  /** Where it keeps what it needs only while it runs. */
  List<Path> temporary();

  /** Adds a web application while it runs, and returns once that serves. */
  void deploy(WebApp webApp) throws IOException;

  /** Takes one away while it runs, and returns once nothing serves there. */
  void undeploy(WebApp webApp) throws IOException;

  default FrontEnd at(WebApp webApp) {
    return at(webApp, port());
  }

  default FrontEnd at(WebApp webApp, int port) {
    URI uri = URI.create("http://127.0.0.1:" + port + webApp.context());
    return new FrontEnd(kind(), uri, process());
  }

  /** Returns once that web application answers. */
  default void awaitServed(WebApp webApp) {
    Http http = new Http(at(webApp));
    Polling.until(PATIENCE, () -> http.get("/health/live").statusCode() == 200);
  }

  /** Returns once it does not any more. */
  default void awaitGone(WebApp webApp) {
    Http http = new Http(at(webApp));
    Polling.until(PATIENCE, () -> http.get("/health/live").statusCode() != 200);
  }

  /** The files in its temporary directories. */
  default List<Path> leftovers() throws IOException {
    List<Path> left = new ArrayList<>();
    for (Path directory : temporary()) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          files.filter(Files::isRegularFile).forEach(left::add);
        }
      }
    }
    return left;
  }

  @Override
  default void close() {
    process().close();
  }
}
