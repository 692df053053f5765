package kv.http.rest;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.TreeSet;
import kv.http.call.Problem;
import kv.http.call.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What JAX-RS itself refuses, such as an unknown path or method, as problem documents. */
final class ErrorMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  @Context
  @SuppressWarnings("NullAway.Init") // JAX-RS sets it: the request of the calling thread
  private Request request;

  @Override
  public Response toResponse(Throwable e) {
    return Replies.response(reply(e));
  }

  private Reply reply(Throwable e) {
    if (e instanceof NotAllowedException notAllowed) {
      String allow = String.join(", ", new TreeSet<>(notAllowed.getResponse().getAllowedMethods()));
      return Problem.notApplied(405, "this path takes " + allow).with("Allow", allow);
    }
    if (e instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
      int status = web.getResponse().getStatus();
      return Problem.notApplied(
          status, status == 404 ? "no such path; see /openapi.json" : "the request is refused");
    }
    LOG.error("a request failed outside the store's calls", e);
    return Problem.failed(request.getMethod());
  }
}
