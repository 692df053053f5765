package kv.http.rest;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import kv.http.auth.Authentication;
import kv.http.call.KvCalls;
import kv.http.call.Problem;
import kv.http.call.Reply;
import kv.http.call.TransferCodings;
import kv.http.config.HttpSettings;
import kv.http.limit.RequestLimits;
import kv.http.ops.AccessLog;
import kv.http.ops.RequestIds;
import kv.http.server.KvServer;
import kv.http.trace.Tracing;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.slf4j.MDC;

/**
 * Runs Jersey in a servlet, in place of Jersey's own servlet, which rebuilds the request URI with a
 * general builder, twice, and copies every header field before a resource is found. This one hands
 * the servlet request over as it is. It also gives each request its id, its line in the access log
 * and its span.
 */
public final class JerseyServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final String REQUEST_ID = "X-Request-Id";
  private static final URI BASE = URI.create("http://kv/");

  /** Where JAX-RS routes a path that names a key: the key itself may be no part of any URI. */
  private static final URI KEY = URI.create("http://kv/v1/kv/key");

  private final transient KvCalls calls;
  private final transient RequestLimits limits;
  private final boolean direct;
  private final transient Authentication authentication;
  private final transient ApplicationHandler jersey;
  private final transient AccessLog accessLog;
  private final transient Optional<Tracing> tracing;
  private final transient RequestIds requestIds = new RequestIds();

  public JerseyServlet(KvServer server) {
    this.calls = server.calls();
    this.limits = server.limits();
    this.direct = server.adapter() == HttpSettings.Adapter.DIRECT;
    this.authentication = server.authentication();
    this.jersey = new ApplicationHandler(new KvApplication(server));
    this.accessLog = server.accessLog();
    this.tracing = server.tracing();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    String id = requestIds.of(request.getHeader(REQUEST_ID));
    response.setHeader(REQUEST_ID, id);
    MDC.put("request", id);
    ServletCall call = new ServletCall(request, id, authentication, limits);
    try {
      if (tracing.isPresent()) {
        tracing
            .get()
            .request(
                request,
                response,
                call.rawPath(),
                id,
                () -> answerWithinLimits(request, response, call));
      } else {
        answerWithinLimits(request, response, call);
      }
    } finally {
      limits.refusals().answered(response.getStatus());
      accessLog.log(request, response.getStatus(), System.nanoTime() - start, id);
      MDC.clear();
    }
  }

  /** Health is asked by machines that decide who gets requests at all: it is always answered. */
  private void answerWithinLimits(
      HttpServletRequest request, HttpServletResponse response, ServletCall call)
      throws IOException {
    Optional<Reply> misread = TransferCodings.refusal(call);
    if (misread.isPresent()) {
      ReplyWriter.write(misread.get(), response, limits);
      return;
    }
    if (call.rawPath().startsWith("/health/")) {
      answer(request, response, call);
      return;
    }
    Optional<Reply> full = limits.takePlace();
    if (full.isPresent()) {
      UnreadBody.leave(request, response);
      ReplyWriter.write(full.get(), response, limits);
      return;
    }
    try {
      answerClient(request, response, call);
    } finally {
      limits.freePlace();
    }
  }

  private void answerClient(
      HttpServletRequest request, HttpServletResponse response, ServletCall call)
      throws IOException {
    String client =
        limits.clients().client(call.caller().principal(), request.getRemoteAddr(), call::header);
    Optional<Reply> refusal = limits.enter(client);
    if (refusal.isPresent()) {
      UnreadBody.leave(request, response);
      ReplyWriter.write(refusal.get(), response, limits);
      return;
    }
    try {
      answer(request, response, call);
    } finally {
      limits.leave(client);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, ServletCall call)
      throws IOException {
    boolean key = namesKey(call.rawPath());
    if (key && direct && answerDirectly(call, response)) {
      return;
    }
    URI uri;
    try {
      uri = key ? KEY : new URI("http://kv" + call.rawPath());
    } catch (URISyntaxException e) {
      ReplyWriter.answer(call, Problem.notApplied(400, "the path is malformed"), response, limits);
      return;
    }
    ContainerRequest jerseyRequest =
        new ContainerRequest(
            BASE,
            uri,
            request.getMethod(),
            Anonymous.CONTEXT,
            new MapPropertiesDelegate(),
            jersey.getConfiguration());
    call.putInto(jerseyRequest);
    jerseyRequest.setWriter(new ReplyWriter(call, response, limits));
    jersey.handle(jerseyRequest);
  }

  /** Whether the method was one of those that a key takes, and is answered. */
  private boolean answerDirectly(ServletCall call, HttpServletResponse response)
      throws IOException {
    Reply reply;
    switch (call.method()) {
      case "GET" -> reply = calls.get(call);
      case "HEAD" -> reply = calls.head(call);
      case "PUT" -> reply = calls.put(call);
      case "DELETE" -> reply = calls.delete(call);
      default -> {
        return false;
      }
    }
    ReplyWriter.answer(call, reply, response, limits);
    return true;
  }

  private static boolean namesKey(String rawPath) {
    return rawPath.startsWith("/v1/kv/") || rawPath.startsWith("/v1/kv64/");
  }
}
