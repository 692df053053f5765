package kv.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kv.http.config.Configuration;
import kv.http.server.Standalone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The description of the API, read from the running server and held against its answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

  /** What a healthy server with local locks can't be made to answer; tested elsewhere. */
  private static final Set<String> NOT_ASKED_FOR =
      Set.of("401", "403", "429", "501", "503", "504", "507", "put 408");

  private static final String LONG_KEY = "k".repeat(1_025);
  private static final String LONG_KEY64 = "A".repeat(1_367);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Standalone.Running server = start();
  private final JsonNode document = fetch();

  private record Request(
      String path, String method, String target, int status, List<String> headers) {
    Request(String path, String method, String target, int status, String... headers) {
      this(path, method, target, status, List.of(headers));
    }
  }

  @BeforeAll
  void store() throws Exception {
    send(new Request("", "PUT", "/v1/kv/here", 201));
    send(new Request("", "PUT", "/v1/kv/expires?ttl=1h", 201));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Stream<Request> requests() {
    List<Request> requests = new ArrayList<>();
    for (boolean plain : new boolean[] {true, false}) {
      String path = plain ? "/v1/kv/{key}" : "/v1/kv64/{key64}";
      String here = plain ? "/v1/kv/here" : "/v1/kv64/aGVyZQ";
      String missing = plain ? "/v1/kv/missing" : "/v1/kv64/bWlzc2luZw";
      String fresh = plain ? "/v1/kv/new" : "/v1/kv64/bmV3NjQ";
      String tooLong = plain ? "/v1/kv/" + LONG_KEY : "/v1/kv64/" + LONG_KEY64;
      String malformed = plain ? "/v1/kv/a%2Fb" : "/v1/kv64/a=";
      for (String method : List.of("GET", "HEAD")) {
        requests.add(new Request(path, method, here, 200));
        requests.add(new Request(path, method, here, 304, "If-None-Match", "*"));
      }
      requests.add(new Request(path, "PUT", fresh, 201));
      requests.add(new Request(path, "PUT", here, 204));
      requests.add(new Request(path, "PUT", here, 413, "big", "yes"));
      requests.add(new Request(path, "PUT", here, 415, "Content-Encoding", "gzip"));
      requests.add(new Request(path, "DELETE", fresh, 204));
      for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
        requests.add(new Request(path, method, malformed, 400));
        requests.add(new Request(path, method, tooLong, 414));
        requests.add(new Request(path, method, here, 412, "If-Match", "\"other\""));
        if (!method.equals("PUT")) {
          requests.add(new Request(path, method, missing, 404));
        }
      }
    }
    requests.add(new Request("/v1/kv", "GET", "/v1/kv?delimiter=/&limit=1&values=true", 200));
    requests.add(new Request("/v1/kv", "GET", "/v1/kv?limit=0", 400));
    requests.addAll(ofLocks());
    for (String path : List.of("/health/live", "/health/ready", "/metrics", "/openapi.json")) {
      requests.add(new Request(path, "GET", path, 200));
    }
    return requests.stream();
  }

  private static List<Request> ofLocks() {
    String path = "/v1/admin/lock";
    String ann = path + "?owner=ann";
    return List.of(
        new Request(path, "GET", path, 404),
        new Request(path, "GET", ann, 400),
        new Request(path, "POST", ann, 400),
        new Request(path, "POST", ann + "&lease=1h", 200),
        new Request(path, "POST", path + "?owner=bob&lease=1h&lock-wait=0", 423),
        new Request(path, "GET", path, 200),
        new Request("/v1/kv/{key}", "PUT", "/v1/kv/here?lock-wait=0", 423),
        new Request("/v1/kv/{key}", "DELETE", "/v1/kv/here?lock-wait=0", 423),
        new Request("/v1/kv64/{key64}", "PUT", "/v1/kv64/aGVyZQ?lock-wait=0", 423),
        new Request("/v1/kv64/{key64}", "DELETE", "/v1/kv64/aGVyZQ?lock-wait=0", 423),
        new Request(path, "DELETE", path, 400),
        new Request(path, "DELETE", ann, 204),
        new Request(path, "DELETE", ann, 404));
  }

  @Test
  void every_resource_method_is_described_and_nothing_else() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!method.equals("parameters")) {
                            described.add(method + " " + path.getKey());
                          }
                        }));
    Set<String> there = new TreeSet<>();
    for (Class<?> resource :
        List.of(KvResource.class, LockResource.class, OperationsResource.class)) {
      for (Method method : resource.getDeclaredMethods()) {
        httpMethod(method)
            .ifPresent(m -> paths(resource, method).forEach(p -> there.add(m + " " + p)));
      }
    }
    assertThat(described).isEqualTo(there);
  }

  @Test
  void every_described_answer_is_given_and_is_as_described() throws Exception {
    Set<String> given = new TreeSet<>();
    for (Request request : requests().toList()) {
      HttpResponse<byte[]> response = send(request);
      String name = "%s %s %d".formatted(request.method(), request.path(), response.statusCode());
      assertThat(response.statusCode()).as(name).isEqualTo(request.status());
      assertAsDescribed(name, response, described(request));
      given.add(name);
    }
    assertThat(described()).as("described, and asked for above").isEqualTo(given);
  }

  private void assertAsDescribed(String name, HttpResponse<byte[]> response, JsonNode described)
      throws IOException {
    assertThat(described.isMissingNode()).as(name + " is described").isFalse();
    described
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            header -> {
              if (!header.equals("Kv-Expires")
                  && !(header.equals("ETag") && name.endsWith("412"))) {
                assertThat(response.headers().firstValue(header)).as(name + header).isPresent();
              }
            });
    if (!described.has("content")) {
      assertThat(response.body()).as(name).isEmpty();
      return;
    }
    String type = described.get("content").fieldNames().next();
    if (type.equals("*/*")) {
      return;
    }
    assertThat(response.headers().firstValue("Content-Type").orElse("")).as(name).startsWith(type);
    if (type.endsWith("json")) {
      JsonNode schema = resolved(described.get("content").get(type).get("schema"));
      assertMatches(name, new ObjectMapper().readTree(response.body()), schema);
    }
  }

  private void assertMatches(String name, JsonNode value, JsonNode schema) {
    if (schema.has("enum")) {
      assertThat(schema.get("enum")).as(name).contains(value);
    }
    if (schema.path("type").asText().equals("array")) {
      value.forEach(item -> assertMatches(name, item, resolved(schema.get("items"))));
    }
    if (schema.has("properties")) {
      schema.path("required").forEach(r -> assertThat(value.has(r.asText())).as(name).isTrue());
      value
          .properties()
          .forEach(
              member -> {
                JsonNode property = schema.get("properties").get(member.getKey());
                assertThat(property).as(name + ": " + member.getKey()).isNotNull();
                assertMatches(name, member.getValue(), resolved(property));
              });
    }
  }

  private JsonNode described(Request request) {
    return resolved(
        document
            .path("paths")
            .path(request.path())
            .path(request.method().toLowerCase(Locale.ROOT))
            .path("responses")
            .path(Integer.toString(request.status())));
  }

  private Set<String> described() {
    Set<String> names = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            method
                                .getValue()
                                .path("responses")
                                .fieldNames()
                                .forEachRemaining(
                                    status -> {
                                      String operation =
                                          path.getKey().equals("/v1/kv") ? "list" : method.getKey();
                                      if (!NOT_ASKED_FOR.contains(status)
                                          && !NOT_ASKED_FOR.contains(operation + " " + status)) {
                                        names.add(
                                            "%s %s %s"
                                                .formatted(
                                                    method.getKey().toUpperCase(Locale.ROOT),
                                                    path.getKey(),
                                                    status));
                                      }
                                    })));
    return names;
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static Optional<String> httpMethod(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (http != null) {
        return Optional.of(http.value().toLowerCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }

  private static List<String> paths(Class<?> resource, Method method) {
    String base = "/" + resource.getAnnotation(jakarta.ws.rs.Path.class).value() + "/";
    String path =
        (base + method.getAnnotation(jakarta.ws.rs.Path.class).value()).replaceAll("/+", "/");
    return path.equals("/v1/{form: kv|kv64}/{key: .*}")
        ? List.of("/v1/kv/{key}", "/v1/kv64/{key64}")
        : List.of(path);
  }

  private HttpResponse<byte[]> send(Request request) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + request.target()));
    boolean big = request.headers().contains("big");
    if (!request.headers().isEmpty() && !big) {
      builder.headers(request.headers().toArray(String[]::new));
    }
    builder.method(
        request.method(),
        request.method().equals("PUT")
            ? BodyPublishers.ofByteArray(new byte[big ? (1 << 20) + 1 : 3])
            : BodyPublishers.noBody());
    return client.send(builder.build(), BodyHandlers.ofByteArray());
  }

  private static Standalone.Running start() {
    Properties properties = new Properties();
    properties.setProperty("kv.http.port", "0");
    properties.setProperty("kv.lock", "local");
    return Standalone.start(
        Configuration.load(Map.of(), Map.of(), properties), Path.of("target/plugins"));
  }

  private JsonNode fetch() {
    try {
      return new ObjectMapper().readTree(send(new Request("", "GET", "/openapi.json", 200)).body());
    } catch (Exception e) {
      throw new IllegalStateException("no /openapi.json", e);
    }
  }
}
