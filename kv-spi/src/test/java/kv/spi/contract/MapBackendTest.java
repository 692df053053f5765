package kv.spi.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kv.spi.Feature;
import kv.spi.KvBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample of docs/writing-a-backend.md keeps the contract, and is what the page shows. */
// sample: test
class MapBackendTest extends KvBackendContractTest {

  @Override
  public KvBackend open() {
    return new MapBackend(context(Map.of()));
  }

  @Override
  public boolean offers(Feature feature) {
    return feature != Feature.LISTING && feature != Feature.TIME_TO_LIVE;
  }

  // end of sample

  @ParameterizedTest
  @ValueSource(strings = {"MapBackend.java", "MapBackendTest.java"})
  void the_page_shows_this_code(String file) throws IOException {
    String source = Files.readString(Path.of("src/test/java/kv/spi/contract", file), UTF_8);
    String sample = between(source, "// sample: ", "// end of sample");
    String code = sample.substring(sample.indexOf('\n') + 1).stripTrailing();
    assertThat(Files.readString(Path.of("../docs/writing-a-backend.md"), UTF_8))
        .contains("```java\n" + code + "\n");
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    return text.substring(from, text.indexOf(end, from));
  }
}
