package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** One {@code java -jar kv.war} for all tests of a class, and a look at its log at the end. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class StandaloneFrontEnd implements Suite {

  private final FrontEnd frontEnd;
  private final Http http;

  StandaloneFrontEnd(String name, Path temporary, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("kv.http.threads", Integer.toString(BadWireSuite.THREADS));
    frontEnd = FrontEnd.standalone(name, temporary, all);
    http = new Http(frontEnd);
  }

  @Override
  public final FrontEnd frontEnd() {
    return frontEnd;
  }

  @Override
  public final Http http() {
    return http;
  }

  @AfterAll
  final void stop() {
    frontEnd.process().terminate();
    assertThat(frontEnd.process().awaitExit()).isZero();
    assertThat(frontEnd.process().lines())
        .as("its log, after all that clients did wrong")
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("ERROR"));
  }
}
