package kv.http.wire;

import java.util.Map;

/** A real tree of files in the memory of {@code java -jar kv.war}. */
final class RealTreeIT extends RealTreeSuite {

  @Override
  Map<String, String> settings() {
    return Map.of();
  }

  @Override
  long maxValueSize() {
    return 16 << 20;
  }
}
