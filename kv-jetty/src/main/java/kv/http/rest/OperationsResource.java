package kv.http.rest;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kv.http.auth.Exposures;
import kv.http.call.Access;
import kv.http.call.Reply;
import kv.http.ops.HealthReport;
import kv.http.server.KvServer;
import kv.spi.Bytes;
import kv.spi.Health;
import kv.spi.Outcome;

/** What operators and their machines ask. */
@Singleton
@Path("/")
public final class OperationsResource {

  private final KvServer server;
  private final Exposures exposures;

  @Inject
  public OperationsResource(KvServer server) {
    this.server = server;
    this.exposures = server.authentication().exposures();
  }

  /** 200 as long as the process can answer at all. */
  @GET
  @Path("health/live")
  public Response live() {
    return json(200, HealthReport.json(Map.of(), false));
  }

  /**
   * 200 while requests should be sent here, else 503, with the parts that are down for those who
   * may see it.
   */
  @GET
  @Path("health/ready")
  public Response ready(@Context ServletCall call) {
    Map<String, Health> parts = server.readiness().parts();
    boolean ready = parts.values().stream().allMatch(Health.Up.class::isInstance);
    boolean detailed = !ready && Access.refusal(call, exposures.healthDetails()).isEmpty();
    return json(ready ? 200 : 503, HealthReport.json(parts, detailed));
  }

  /** All metrics in Prometheus's text format. */
  @GET
  @Path("metrics")
  public Response metrics(@Context ServletCall call) {
    Optional<Reply> refusal = Access.refusal(call, exposures.metrics());
    return refusal.isPresent()
        ? Replies.response(refusal.get())
        : document(
            200, "text/plain; version=0.0.4; charset=utf-8", Bytes.utf8(server.metrics().text()));
  }

  /** The description of this API (OpenAPI 3.1). */
  @GET
  @Path("openapi.json")
  public Response openapi(@Context ServletCall call) throws IOException {
    Optional<Reply> refusal = Access.refusal(call, exposures.openapi());
    if (refusal.isPresent()) {
      return Replies.response(refusal.get());
    }
    try (InputStream in = OperationsResource.class.getResourceAsStream("/openapi.json")) {
      return json(200, Bytes.wrap(Objects.requireNonNull(in, "openapi.json").readAllBytes()));
    }
  }

  private static Response json(int status, Bytes body) {
    return document(status, "application/json", body);
  }

  private static Response document(int status, String type, Bytes body) {
    return Replies.response(
        Reply.of(
            status,
            status < 400 ? Outcome.APPLIED : Outcome.NOT_APPLIED,
            body,
            new Reply.Header("Content-Type", type),
            new Reply.Header("Cache-Control", "no-store"),
            new Reply.Header("X-Content-Type-Options", "nosniff")));
  }
}
