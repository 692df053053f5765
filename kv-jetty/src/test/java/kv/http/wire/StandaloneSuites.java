package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** All suites on {@code java -jar kv.war}, in one configuration. */
abstract class StandaloneSuites extends StandaloneFrontEnd implements HttpSuites {

  StandaloneSuites(String name, Path temporary, Map<String, String> settings) throws IOException {
    super(name, temporary, settings);
  }
}
