package kv.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import kv.spi.Setting;
import kv.spi.plugin.Plugins;
import org.junit.jupiter.api.Test;

class ReferenceFileIT {

  private static final String HEAD =
      """
      # Every setting of kv, with its meaning and its default. Uncomment what you change, and name
      # the file by -Dkv.config=FILE or KV_CONFIG=FILE. The environment goes before the file, system
      # properties go before both: kv.max-value-size is KV_MAX_VALUE_SIZE there. Durations are
      # written 500ms, 10s, 5m or as ISO 8601 has it; sizes 1048576, 64 KiB or 1 MiB. An unknown
      # setting or a value that can't be read is a start-up error that names it.
      """;

  /** To mend the file after a change, take the text that the failure shows as expected. */
  @Test
  void the_reference_file_has_every_setting_with_its_meaning_and_default() throws IOException {
    try (Plugins plugins = Plugins.load(List.of(Path.of("target/plugins")))) {
      String expected =
          HEAD
              + KvServer.known(plugins).stream()
                  .map(ReferenceFileIT::block)
                  .collect(Collectors.joining());
      assertThat(Files.readString(Path.of("../docs/kv.properties"))).isEqualTo(expected);
    }
  }

  private static String block(Setting<?> setting) {
    return "\n"
        + wrapped(setting.meaning())
        + "#"
        + setting.name()
        + "="
        + setting.defaultText().orElse("")
        + "\n";
  }

  private static String wrapped(String text) {
    StringBuilder out = new StringBuilder("#");
    int column = 1;
    for (String word : text.split(" ", -1)) {
      if (column + 1 + word.length() > 100) {
        out.append("\n#");
        column = 1;
      }
      out.append(' ').append(word);
      column += 1 + word.length();
    }
    return out.append('\n').toString();
  }
}
