package kv.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import kv.http.config.Configuration;
import kv.http.server.Standalone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API's description says of 401 and 403, held against a server that asks for tokens. */
final class OpenApiSecurityIT {

  private static final Map<String, String> TARGETS =
      Map.of(
          "/v1/kv/{key}", "/v1/kv/k",
          "/v1/kv64/{key64}", "/v1/kv64/aw",
          "/v1/kv", "/v1/kv?prefix=k",
          "/v1/admin/lock", "/v1/admin/lock?owner=o&lease=1s");

  @TempDir private Path temporary;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void every_described_401_and_403_is_given_and_no_other() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest("t".getBytes(StandardCharsets.US_ASCII));
    Path tokens = temporary.resolve("tokens");
    Files.writeString(tokens, "t sha256:" + HexFormat.of().formatHex(hash) + " read:x write:y");
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "kv.http.port",
            "0",
            "kv.lock",
            "local",
            "kv.auth",
            "tokens",
            "kv.auth.tokens",
            tokens.toString(),
            "kv.http.expose.metrics",
            "admin",
            "kv.http.expose.openapi",
            "admin"));
    JsonNode document =
        new ObjectMapper()
            .readTree(Objects.requireNonNull(getClass().getResourceAsStream("/openapi.json")));
    Set<String> described = new TreeSet<>();
    Set<String> given = new TreeSet<>();
    try (Standalone.Running server =
        Standalone.start(
            Configuration.load(Map.of(), Map.of(), properties), Path.of("target/plugins"))) {
      for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          if (method.getKey().equals("parameters")) {
            continue;
          }
          String name = method.getKey() + " " + path.getKey() + " ";
          method
              .getValue()
              .get("responses")
              .fieldNames()
              .forEachRemaining(
                  status -> {
                    if (status.equals("401") || status.equals("403")) {
                      described.add(name + status);
                    }
                  });
          String target = TARGETS.getOrDefault(path.getKey(), path.getKey());
          for (Optional<String> token : Set.of(Optional.<String>empty(), Optional.of("t"))) {
            HttpResponse<Void> response = send(server.port(), method.getKey(), target, token);
            int status = response.statusCode();
            if (status == 401 || status == 403) {
              given.add(name + status);
              assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            }
          }
        }
      }
    }
    assertThat(described).hasSize(28).isEqualTo(given);
    assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
        .isEqualTo("bearer");
  }

  private HttpResponse<Void> send(int port, String method, String target, Optional<String> token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .method(method.toUpperCase(Locale.ROOT), BodyPublishers.noBody());
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return client.send(request.build(), BodyHandlers.discarding());
  }
}
