package kv.http.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kv.http.call.Call;
import kv.http.call.CallObserver;
import kv.http.call.Operation;
import kv.http.call.Reply;
import kv.spi.KvBackend;
import kv.spi.Settings;
import kv.spi.TimestampedStore;
import kv.spi.lock.LockManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Spans of what goes on in a request, sent to a collector: the request itself, in the trace that
 * its {@code traceparent} field names (W3C Trace Context), and in it each call of the lock manager
 * and of the store. Names and attributes are those of OpenTelemetry's semantic conventions for HTTP
 * servers; how a call ended stands in {@code kv.outcome}, in the words of the SPI.
 *
 * <p>Spans are sent in batches by a thread of its own. A collector that is slow or away costs
 * spans, never a request.
 */
public final class Tracing implements CallObserver, AutoCloseable {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("kv.request.id");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("kv.outcome");

  /** Under this key log lines have the trace's id. */
  private static final String MDC_KEY = "trace";

  private static final long CLOSE_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private Tracing(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("kv");
  }

  /** Empty where traces are not switched on. */
  public static Optional<Tracing> open(Settings settings) {
    Optional<URI> endpoint = settings.find(TraceSettings.ENDPOINT);
    return endpoint.map(url -> new Tracing(provider(settings, url)));
  }

  private static SdkTracerProvider provider(Settings settings, URI endpoint) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build();
    return SdkTracerProvider.builder()
        .setResource(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"), settings.get(TraceSettings.SERVICE))))
        .setSampler(
            Sampler.parentBased(Sampler.traceIdRatioBased(settings.get(TraceSettings.RATIO))))
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
        .build();
  }

  /** How a request is answered. */
  @FunctionalInterface
  public interface Answering {
    void run() throws IOException;
  }

  /**
   * Answers a request in a span of its own. The trace's id stays in the MDC, for the access log.
   *
   * @param rawPath below the context
   */
  @SuppressWarnings("try") // The scope is there to be closed.
  public void request(
      HttpServletRequest request,
      HttpServletResponse response,
      String rawPath,
      String id,
      Answering answering)
      throws IOException {
    Span span = begin(request, rawPath, id);
    MDC.put(MDC_KEY, span.getSpanContext().getTraceId());
    try (Scope scope = span.makeCurrent()) {
      answering.run();
    } finally {
      span.setAttribute(STATUS, response.getStatus());
      if (response.getStatus() >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  private Span begin(HttpServletRequest request, String rawPath, String id) {
    String route = route(rawPath);
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), request, Fields.FIELDS);
    return tracer
        .spanBuilder(request.getMethod() + ' ' + route)
        .setParent(parent)
        .setSpanKind(SpanKind.SERVER)
        .setAttribute(METHOD, request.getMethod())
        .setAttribute(ROUTE, route)
        .setAttribute(PATH, request.getRequestURI())
        .setAttribute(SCHEME, request.getScheme())
        .setAttribute(REQUEST, id)
        .startSpan();
  }

  /** The path with its key left out, so that there are few of them. */
  private static String route(String rawPath) {
    for (String named : List.of("/v1/kv/", "/v1/kv64/")) {
      if (rawPath.startsWith(named)) {
        return named + "{key}";
      }
    }
    return rawPath.matches("/[a-z0-9/]{0,40}(\\.json)?") ? rawPath : "/{path}";
  }

  private enum Fields implements TextMapGetter<HttpServletRequest> {
    FIELDS;

    @Override
    public @Nullable String get(@Nullable HttpServletRequest request, String field) {
      return request == null ? null : request.getHeader(field);
    }
  }

  @Override
  public void decided(Operation operation, Call call, Reply reply, long nanos) {
    Span.current().setAttribute(OUTCOME, reply.outcome().word());
  }

  /** The lock manager with a span for each of its calls. */
  public LockManager traced(LockManager locks) {
    return new TracedLockManager(locks, new Spans(tracer, "lock"));
  }

  /** The store with a span for each of its calls. */
  public TimestampedStore traced(TimestampedStore store) {
    return new TracedStore(store, new Spans(tracer, "store"));
  }

  /** The backend with a span for each of its calls. */
  public KvBackend traced(KvBackend backend) {
    return new TracedBackend(backend, new Spans(tracer, "store"));
  }

  /** Sends what is left, but not for ever. */
  @Override
  public void close() {
    var unused = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
