package kv.http.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kv.spi.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  @TempDir Path directory;

  @Test
  void properties_go_before_environment_before_context_parameters_before_file() throws IOException {
    Path file = file("kv.http.port=1\nkv.backend=file\nkv.lock=file\nkv.http.host=file\n");
    Configuration configuration =
        Configuration.load(
            Map.of("kv.http.port", "2", "kv.backend", "context", "kv.lock", "context"),
            Map.of("KV_HTTP_PORT", "3", "KV_BACKEND", "environment", "KV_CONFIG", file.toString()),
            properties("kv.http.port", "4"));

    assertThat(configuration.settings().get(HttpSettings.PORT)).isEqualTo(4);
    assertThat(configuration.settings().get(HttpSettings.BACKEND)).isEqualTo("environment");
    assertThat(configuration.settings().get(HttpSettings.LOCK)).isEqualTo("context");
    assertThat(configuration.settings().get(HttpSettings.HOST)).isEqualTo("file");
  }

  @Test
  void a_value_is_taken_literally() throws IOException {
    Path file = file("kv.backend=${HOME}$$ \\\\ %{x}\n");
    assertThat(
            Configuration.load(Map.of(), Map.of(), properties("kv.config", file.toString()))
                .settings()
                .get(HttpSettings.BACKEND))
        .isEqualTo("${HOME}$$ \\ %{x}");
  }

  @Test
  void an_unknown_key_is_refused_with_its_name_and_where_it_stands() throws IOException {
    Path file = file("kv.http.prot=1\nunrelated=2\n");
    Configuration configuration =
        Configuration.load(
            Map.of("kv.contxt", "x", "other.parameter", "x"),
            Map.of("KV_BACKND", "x", "PATH", "x", "KV_CONFIG", file.toString()),
            properties("kv.memory.strcture", "x"));

    assertThatThrownBy(() -> configuration.refuseUnknown(HttpSettings.all()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.http.prot in " + file)
        .hasMessageContaining("unrelated in " + file)
        .hasMessageContaining("kv.contxt in the context parameters")
        .hasMessageContaining("KV_BACKND in the environment")
        .hasMessageContaining("kv.memory.strcture in the system properties")
        .hasMessageNotContaining("PATH")
        .hasMessageNotContaining("other.parameter");
  }

  @Test
  void what_kubernetes_sets_for_a_service_named_kv_is_no_setting() {
    Configuration configuration =
        Configuration.load(
            Map.of(),
            Map.of(
                "KV_SERVICE_HOST", "127.0.0.1",
                "KV_SERVICE_PORT", "80",
                "KV_SERVICE_PORT_HTTP", "80",
                "KV_PORT", "tcp://127.0.0.1:80",
                "KV_PORT_80_TCP_ADDR", "127.0.0.1"),
            new Properties());
    assertThatCode(() -> configuration.refuseUnknown(HttpSettings.all()))
        .doesNotThrowAnyException();
  }

  @Test
  void a_file_that_is_not_there_is_refused_with_its_name() {
    assertThatThrownBy(
            () ->
                Configuration.load(Map.of(), Map.of("KV_CONFIG", "no-such-file"), new Properties()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no-such-file");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("kv.properties"), text);
  }

  private static Properties properties(String name, String value) {
    Properties properties = new Properties();
    properties.setProperty(name, value);
    return properties;
  }
}
