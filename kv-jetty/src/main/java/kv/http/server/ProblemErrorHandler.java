package kv.http.server;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.IntConsumer;
import kv.http.call.Problem;
import kv.http.call.Reply;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What Jetty refuses before any servlet sees it, as problem documents instead of its own pages.
 * Jetty reads no further request after one that it could not read, though its answer would not say
 * so.
 */
final class ProblemErrorHandler extends ErrorHandler {

  private static final Map<Integer, String> DETAILS =
      Map.of(
          408, "the request did not arrive in time",
          414, "the request target is too long",
          431, "the header fields are too large",
          503, "the server is stopping");

  private final IntConsumer refused;

  /**
   * @param refused is told the status of each such answer
   */
  ProblemErrorHandler(IntConsumer refused) {
    this.refused = refused;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    refused.accept(response.getStatus());
    Reply reply = problem(response.getStatus());
    HttpFields.Mutable fields = response.getHeaders();
    reply.headers().forEach(header -> fields.put(header.name(), header.value()));
    fields.put(HttpHeader.CONTENT_LENGTH, reply.contentLength());
    fields.put(HttpFields.CONNECTION_CLOSE);
    boolean head = request.getMethod().equals("HEAD");
    ByteBuffer body = head ? ByteBuffer.allocate(0) : reply.body().asByteBuffer();
    response.write(true, body, callback);
    return true;
  }

  private static Reply problem(int status) {
    if (status == 503) {
      return Problem.notApplied(503, DETAILS.getOrDefault(503, "")).with("Retry-After", "1");
    }
    return Problem.notApplied(status, DETAILS.getOrDefault(status, "the request is malformed"));
  }
}
