package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is configured wrongly ends the start with 78 (EX_CONFIG) and one line that names it. */
final class StartUpErrorIT {

  @TempDir private Path temporary;

  @Test
  void an_unknown_setting_is_named() throws IOException {
    assertRefused(Map.of("kv.http.prot", "0"), "unknown setting", "KV_HTTP_PROT");
  }

  @Test
  void an_unknown_setting_in_the_file_is_named_with_the_file() throws IOException {
    Path file = Files.writeString(temporary.resolve("kv.file"), "kv.bakend=memory\n");
    assertRefused(Map.of("kv.config", file.toString()), "kv.bakend", file.toString());
  }

  @Test
  void a_missing_file_is_named() throws IOException {
    assertRefused(Map.of("kv.config", "/no/such/file"), "kv.config", "/no/such/file");
  }

  @Test
  void a_bad_value_is_named() throws IOException {
    assertRefused(Map.of("kv.http.port", "seventy"), "kv.http.port", "'seventy'");
    assertRefused(Map.of("kv.memory.structure", "heap"), "kv.memory.structure", "'heap'");
  }

  @Test
  void an_unknown_backend_or_lock_manager_is_named_with_those_there_are() throws IOException {
    assertRefused(Map.of("kv.backend", "punchcards"), "kv.backend", "'punchcards'", "memory");
    assertRefused(Map.of("kv.lock", "tape"), "kv.lock", "'tape'", "local", "none");
  }

  @Test
  void a_store_that_no_lock_makes_stronger_is_refused_under_one() throws IOException {
    assertRefused(
        Map.of("kv.backend", "cassandra", "kv.cassandra.mode", "eventual", "kv.lock", "local"),
        "kv.cassandra.mode",
        "'eventual'");
  }

  @Test
  void a_default_wait_for_locks_beyond_the_longest_is_named() throws IOException {
    assertRefused(
        Map.of("kv.lock", "local", "kv.lock-wait", "2s", "kv.lock-wait.max", "1s"),
        "kv.lock-wait",
        "kv.lock-wait.max");
  }

  @Test
  void a_plug_in_directory_that_is_none_is_named() throws IOException {
    Path missing = temporary.resolve("missing");
    assertRefused(Map.of("kv.plugins", missing.toString()), missing.toString());
    Path plugins = Files.createDirectory(temporary.resolve("plugins"));
    Path empty = Files.createDirectory(plugins.resolve("empty"));
    assertRefused(Map.of("kv.plugins", plugins.toString()), empty.toString(), "no jar");
  }

  @Test
  void a_plug_in_without_a_provider_or_with_one_that_fails_is_named() throws IOException {
    Path plugins = Files.createDirectory(temporary.resolve("plugins"));
    Path mute = Files.createDirectory(plugins.resolve("mute"));
    jar(mute.resolve("mute.jar"), "nothing", "");
    assertRefused(Map.of("kv.plugins", plugins.toString()), mute.toString(), "no provider");
    jar(
        mute.resolve("mute.jar"),
        "META-INF/services/kv.spi.KvBackendProvider",
        "no.such.Provider\n");
    assertRefused(Map.of("kv.plugins", plugins.toString()), mute.toString(), "no.such.Provider");
  }

  @Test
  void a_port_in_use_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(Map.of("kv.http.port", port), "127.0.0.1:" + port);
    }
  }

  @Test
  void an_address_of_another_machine_is_named() throws IOException {
    assertRefused(Map.of("kv.http.host", "203.0.113.1", "kv.auth", "none"), "203.0.113.1:0");
  }

  @Test
  void an_address_that_strangers_reach_needs_a_word_on_who_gets_in() throws IOException {
    for (String host : List.of("203.0.113.1", "0.0.0.0", "::")) {
      assertRefused(
          Map.of("kv.http.host", host), "kv.http.host", host, "kv.auth=tokens", "kv.auth=none");
    }
  }

  @Test
  void a_means_of_getting_in_without_what_it_needs_is_named() throws IOException {
    assertRefused(Map.of("kv.auth", "tokens"), "kv.auth.tokens");
    assertRefused(Map.of("kv.auth", "tokens", "kv.auth.tokens", "/no/such/file"), "/no/such/file");
    assertRefused(Map.of("kv.auth", "none,tokens"), "kv.auth", "none");
    assertRefused(Map.of("kv.auth", "password"), "kv.auth", "tokens");
    assertRefused(Map.of("kv.auth", "container"), "kv.auth", "container");
  }

  @Test
  void what_would_look_closed_and_is_open_is_named() throws IOException {
    Path tokens = TokenFile.create(temporary, TokenFile.line("ann", "a", "read")).path();
    assertRefused(Map.of("kv.auth.tokens", tokens.toString()), "kv.auth.tokens", "kv.auth");
    assertRefused(
        Map.of("kv.auth", "none", "kv.http.expose.metrics", "admin"), "kv.http.expose.metrics");
  }

  private void assertRefused(Map<String, String> settings, String... named) throws IOException {
    Path errors = temporary.resolve("errors");
    try (ServerProcess process =
        FrontEnd.launch("refused", temporary, settings, Redirect.to(errors.toFile()))) {
      assertThat(process.awaitExit()).as(Files.readString(errors)).isEqualTo(78);
      List<String> lines = Files.readAllLines(errors);
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0)).startsWith("kv can't start: ").contains(named);
      assertThat(process.lines())
          .as("the log")
          .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    }
  }

  private static void jar(Path file, String entry, String content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new ZipEntry(entry));
      jar.write(content.getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
  }
}
