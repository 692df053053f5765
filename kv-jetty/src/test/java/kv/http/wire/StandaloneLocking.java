package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The suite of locks on {@code java -jar kv.war}, in one configuration with a lock manager. */
abstract class StandaloneLocking extends StandaloneFrontEnd implements LockingSuite {

  StandaloneLocking(String name, Path temporary, Map<String, String> settings) throws IOException {
    super(name, temporary, withBounds(settings));
  }

  private static Map<String, String> withBounds(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(SETTINGS);
    all.putAll(settings);
    return all;
  }
}
