package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is configured or sent as a secret shows nowhere. */
final class SecretsIT {

  private static final String SECRET = "s3cr3t-that-shows-nowhere";
  private static final Pattern SECRET_SETTING = Pattern.compile("(?m)^#(kv\\.\\S*password)=");

  @TempDir private Path temporary;

  /** Every setting for a password, of all plug-ins, with the secret in it. */
  private Map<String, String> passwords() throws IOException {
    Map<String, String> settings = new HashMap<>();
    Matcher matcher = SECRET_SETTING.matcher(Files.readString(Path.of("../docs/kv.properties")));
    while (matcher.find()) {
      settings.put(matcher.group(1), SECRET);
    }
    assertThat(settings).hasSizeGreaterThan(5);
    return settings;
  }

  @Test
  void a_running_server_shows_no_secret_whatever_is_asked_of_it() throws Exception {
    Ca ca = new Ca(temporary, "ca");
    ca.issue("server", "CN=server");
    Path audit = temporary.resolve("audit.log");
    Map<String, String> settings = passwords();
    settings.putAll(
        Map.of(
            "kv.auth",
            "tokens",
            "kv.auth.tokens",
            TokenFile.create(temporary, TokenFile.line("ann", SECRET, "read,write:a/ admin"))
                .path()
                .toString(),
            "kv.audit-log",
            audit.toString(),
            "kv.tls.certificate",
            ca.write("chain.pem", ca.chain("server")).toString(),
            "kv.tls.key",
            ca.write("key.pem", ca.key("server")).toString()));
    List<String> shown = new ArrayList<>();
    try (FrontEnd frontEnd = FrontEnd.standalone("secrets", temporary, settings)) {
      Http http = new Http(frontEnd, ca.client(Optional.empty()));
      for (Http each : List.of(http, http.bearing(SECRET), http.bearing(SECRET + "-but-wrong"))) {
        for (String path :
            List.of(
                "/v1/kv/a/1",
                "/v1/kv/b/1",
                "/v1/kv",
                "/v1/kv?limit=none",
                "/v1/kv/a%2F",
                "/v1/admin/lock",
                "/metrics",
                "/openapi.json",
                "/health/ready",
                "/no-such-path")) {
          shown.add(everything(each.get(path)));
          shown.add(everything(each.put(path, "1")));
          shown.add(everything(each.delete(path)));
        }
      }
      frontEnd.process().terminate();
      frontEnd.process().awaitExit();
      shown.addAll(frontEnd.process().lines());
    }
    shown.add(Files.readString(audit));
    assertThat(shown).hasSizeGreaterThan(90).noneMatch(text -> text.contains(SECRET));
  }

  private static String everything(HttpResponse<byte[]> response) {
    return response.headers().map() + new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void a_start_that_fails_shows_no_secret() throws IOException {
    Map<String, String> cassandra = passwords();
    cassandra.putAll(
        Map.of(
            "kv.backend",
            "cassandra",
            "kv.cassandra.contact-points",
            "127.0.0.1:1",
            "kv.cassandra.username",
            "kv",
            "kv.cassandra.tls",
            "true",
            "kv.cassandra.tls.trust-store",
            "/no/such/store"));
    assertShowsNone(cassandra);
    Map<String, String> token = passwords();
    Path tokens = Files.writeString(temporary.resolve("bad"), "ann " + SECRET + " read\n");
    token.putAll(Map.of("kv.auth", "tokens", "kv.auth.tokens", tokens.toString()));
    assertShowsNone(token);
    Map<String, String> store = passwords();
    store.put("kv.tls.key-store", tokens.toString());
    assertShowsNone(store);
    Map<String, String> unknown = passwords();
    unknown.put("kv.no.such.password", SECRET);
    assertShowsNone(unknown);
  }

  private void assertShowsNone(Map<String, String> settings) throws IOException {
    Path errors = temporary.resolve("errors");
    try (ServerProcess process =
        FrontEnd.launch("secrets", temporary, settings, Redirect.to(errors.toFile()))) {
      assertThat(process.awaitExit()).isEqualTo(78);
      assertThat(Files.readString(errors)).startsWith("kv can't start: ").doesNotContain(SECRET);
      assertThat(process.lines()).noneMatch(line -> line.contains(SECRET));
    }
  }
}
