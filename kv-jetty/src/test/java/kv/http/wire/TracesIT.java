package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kv.http.wire.Collector.Arrived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces, as a collector gets them. */
final class TracesIT {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String NOT_SAMPLED = "00-1bf7651916cd43dd8448eb211c80319c-" + CALLER + "-00";

  @TempDir private Path temporary;

  private FrontEnd frontEnd(Map<String, String> settings) throws IOException {
    return FrontEnd.standalone("traces", temporary, settings);
  }

  @Test
  void a_request_its_locks_and_its_store_calls_arrive_in_the_trace_of_the_caller()
      throws IOException {
    try (Collector collector = new Collector();
        FrontEnd frontEnd =
            frontEnd(
                Map.of(
                    "kv.trace.endpoint", collector.url(),
                    "kv.trace.service", "shop-kv",
                    "kv.lock", "local"))) {
      Http http = new Http(frontEnd);
      http.put("/v1/kv/a%20key", "1", "traceparent", NOT_SAMPLED);
      http.put("/v1/kv/a%20key", "1", "traceparent", SAMPLED, "X-Request-Id", "r-1");
      stop(frontEnd);

      Map<String, Arrived> spans =
          collector.spans().stream()
              .collect(Collectors.toMap(each -> each.span().getName(), Function.identity()));
      assertThat(spans)
          .containsOnlyKeys("PUT /v1/kv/{key}", "lock.acquire", "store.put", "lock.commit");
      assertThat(spans.values())
          .allSatisfy(
              each -> {
                assertThat(each.trace()).isEqualTo(TRACE);
                assertThat(each.service()).isEqualTo("shop-kv");
              });
      Arrived request = spans.remove("PUT /v1/kv/{key}");
      assertThat(request.parent()).isEqualTo(CALLER);
      assertThat(request.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
      assertThat(request.attributes())
          .containsEntry("http.request.method", "PUT")
          .containsEntry("http.route", "/v1/kv/{key}")
          .containsEntry("http.response.status_code", "204")
          .containsEntry("url.path", "/v1/kv/a%20key")
          .containsEntry("kv.request.id", "r-1")
          .containsEntry("kv.outcome", "applied");
      assertThat(spans.values()).extracting(Arrived::parent).containsOnly(request.id());
    }
  }

  @Test
  void a_call_that_failed_says_how_and_a_refusal_of_a_client_is_no_error() throws IOException {
    try (Collector collector = new Collector();
        FrontEnd frontEnd =
            frontEnd(Map.of("kv.trace.endpoint", collector.url(), "kv.memory.structure", "hash"))) {
      Http http = new Http(frontEnd);
      http.get("/v1/kv?prefix=a");
      http.get("/v1/kv/nothing-there");
      stop(frontEnd);

      assertThat(collector.spans())
          .extracting(
              each -> each.span().getName(),
              each -> each.attributes().get("http.response.status_code"),
              each -> each.attributes().get("kv.outcome"),
              each -> each.span().getStatus().getCode())
          .containsExactlyInAnyOrder(
              tuple("store.list", null, "not-applied", StatusCode.STATUS_CODE_ERROR),
              tuple("GET /v1/kv", "501", "not-applied", StatusCode.STATUS_CODE_ERROR),
              tuple("store.get", null, null, StatusCode.STATUS_CODE_UNSET),
              tuple("GET /v1/kv/{key}", "404", "not-applied", StatusCode.STATUS_CODE_UNSET));
    }
  }

  @Test
  void a_collector_that_is_not_there_costs_no_request() throws IOException {
    Collector gone = new Collector();
    gone.close();
    try (FrontEnd frontEnd = frontEnd(Map.of("kv.trace.endpoint", gone.url()))) {
      Http http = new Http(frontEnd);
      for (int i = 0; i < 100; i++) {
        assertThat(http.put("/v1/kv/k", "1").statusCode()).isIn(201, 204);
      }
      stop(frontEnd);
    }
  }

  @Test
  void without_being_switched_on_nothing_is_traced_though_a_caller_asks_for_it()
      throws IOException {
    try (FrontEnd frontEnd = frontEnd(Map.of())) {
      assertThat(new Http(frontEnd).put("/v1/kv/k", "1", "traceparent", SAMPLED).statusCode())
          .isEqualTo(201);
      assertThat(threads(frontEnd)).noneMatch(name -> name.contains("BatchSpanProcessor"));
    }
  }

  private static List<String> threads(FrontEnd frontEnd) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(frontEnd.process().pid()),
                "Thread.print")
            .start();
    List<String> lines = jcmd.inputReader().lines().toList();
    assertThat(lines).anyMatch(line -> line.contains("kv-access-log"));
    return lines;
  }

  /** Whoever ends in good order sends what it still has. */
  private static void stop(FrontEnd frontEnd) {
    frontEnd.process().terminate();
    assertThat(frontEnd.process().awaitExit()).isZero();
  }
}
