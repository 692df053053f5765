package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.field;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What operators and their machines ask: health, metrics, the API's description, request ids. */
interface OperationsSuite extends Suite {

  @Test
  default void health_is_told_as_json() {
    for (String path : List.of("/health/live", "/health/ready")) {
      HttpResponse<byte[]> response = http().get(path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(Json.object(response.body())).isEqualTo(Map.of("status", "up"));
      assertThat(field(response, "Content-Type")).isEqualTo("application/json");
      assertThat(field(response, "Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  default void every_call_counts_in_the_histogram_of_its_operation_and_outcome() {
    Metrics before = Metrics.of(http());
    String path = freshPath();
    http().put(path, "1");
    http().put(path, "2", "If-None-Match", "*");
    http().get(path);
    http().get(freshPath());
    http().head(path);
    http().get("/v1/kv?limit=1");
    http().get("/v1/kv?limit=0");
    http().delete(path);
    http().delete(path);
    Metrics after = Metrics.of(http());
    for (String operation : List.of("put", "get", "head", "list", "delete")) {
      assertThat(after.calls(operation, "applied"))
          .as(operation)
          .isEqualTo(before.calls(operation, "applied") + 1);
      assertThat(after.bucketsUpTo(operation, "applied"))
          .as("buckets of %s", operation)
          .hasSizeGreaterThan(10)
          .isSorted()
          .endsWith(after.calls(operation, "applied"));
      assertThat(after.calls(operation, "unknown")).isZero();
    }
    for (String operation : List.of("put", "get", "list", "delete")) {
      assertThat(after.calls(operation, "not-applied"))
          .as(operation)
          .isEqualTo(before.calls(operation, "not-applied") + 1);
    }
  }

  @Test
  default void metrics_are_prometheus_text() {
    HttpResponse<byte[]> response = http().get("/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(field(response, "Content-Type").replace(" ", ""))
        .isEqualTo("text/plain;version=0.0.4;charset=utf-8");
    assertThat(text(response))
        .contains("# TYPE kv_calls_seconds histogram", "jvm_threads_live_threads ", "kv_ready 1");
  }

  @Test
  default void the_api_describes_itself() {
    HttpResponse<byte[]> response = http().get("/openapi.json");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(field(response, "Content-Type")).isEqualTo("application/json");
    Map<String, Object> document = Json.object(response.body());
    assertThat((String) document.get("openapi")).startsWith("3.");
    assertThat((Map<?, ?>) document.get("paths")).isNotEmpty();
  }

  @Test
  default void a_usable_request_id_is_echoed_and_any_other_is_replaced() {
    for (String path : List.of(freshPath(), "/health/live", "/no-such-path", "/v1/kv?limit=0")) {
      assertThat(field(http().get(path, "X-Request-Id", "id-1.a/b"), "X-Request-Id"))
          .isEqualTo("id-1.a/b");
      String first = field(http().get(path), "X-Request-Id");
      assertThat(first).isNotBlank().isNotEqualTo(field(http().get(path), "X-Request-Id"));
    }
    for (String unusable : List.of("a b", "x".repeat(129), "")) {
      assertThat(field(http().get("/health/live", "X-Request-Id", unusable), "X-Request-Id"))
          .isNotEqualTo(unusable)
          .isNotBlank();
    }
  }

  @Test
  default void a_refused_method_on_an_operations_path_is_answered_405_with_those_it_knows() {
    for (String path : List.of("/health/live", "/health/ready", "/metrics", "/openapi.json")) {
      HttpResponse<byte[]> response = http().send("PUT", path, BodyPublishers.ofString("1"));
      assertNotApplied(405, response);
      assertThat(field(response, "Allow")).contains("GET");
    }
  }

  @Test
  default void an_answer_of_operations_is_not_sniffed() {
    for (String path : List.of("/health/live", "/metrics", "/openapi.json")) {
      assertThat(field(http().get(path), "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(http().head(path).statusCode()).isEqualTo(200);
    }
  }
}
