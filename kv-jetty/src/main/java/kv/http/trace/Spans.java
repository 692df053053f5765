package kv.http.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Outcome;

/**
 * Spans around the calls of one part of the store.
 *
 * @param part what their names begin with
 */
record Spans(Tracer tracer, String part) {

  /** In a span that is a child of the current one. */
  <T> T in(String call, Supplier<T> body) {
    Span span = tracer.spanBuilder(part + '.' + call).setSpanKind(SpanKind.CLIENT).startSpan();
    try {
      return Context.current().with(span).wrapSupplier(body).get();
    } catch (KvException e) {
      tell(span, e);
      throw e;
    } catch (RuntimeException | Error e) {
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }

  void run(String call, Runnable body) {
    Boolean unused =
        in(
            call,
            () -> {
              body.run();
              return true;
            });
  }

  private static void tell(Span span, KvException e) {
    boolean notApplied = e instanceof NotAppliedException;
    span.setAttribute("kv.outcome", (notApplied ? Outcome.NOT_APPLIED : Outcome.UNKNOWN).word());
    if (e instanceof NotAppliedException refused && refused.reason() == Reason.LOCKED) {
      return;
    }
    span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
  }
}
