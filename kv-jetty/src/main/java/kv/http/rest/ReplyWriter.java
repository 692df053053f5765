package kv.http.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import kv.http.call.Problem;
import kv.http.call.Reply;
import kv.http.limit.RequestLimits;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what Jersey answers to the servlet response. A {@link Reply} is carried past Jersey's
 * entity handling: its fields need no parsing, and its body no writer to be found for it.
 */
final class ReplyWriter implements ContainerResponseWriter {

  /** The header under which a JAX-RS response carries its reply to this writer. */
  static final String REPLY = "kv-reply";

  private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

  private final ServletCall call;
  private final HttpServletResponse response;
  private final RequestLimits limits;

  ReplyWriter(ServletCall call, HttpServletResponse response, RequestLimits limits) {
    this.call = call;
    this.response = response;
    this.limits = limits;
  }

  /** Writes a reply, to be read in time, once the request's body is read or given up. */
  static void answer(
      ServletCall call, Reply reply, HttpServletResponse response, RequestLimits limits)
      throws IOException {
    UnreadBody.readOn(call, reply.status(), response);
    write(reply, response, limits);
  }

  /** Writes a reply, to be read in time. */
  static void write(Reply reply, HttpServletResponse response, RequestLimits limits)
      throws IOException {
    writeHead(reply, response);
    if (!reply.body().isEmpty()) {
      reply.body().writeTo(limits.paced(response.getOutputStream()));
    }
  }

  /** Writes a reply that is short. */
  static void write(Reply reply, HttpServletResponse response) throws IOException {
    writeHead(reply, response);
    if (!reply.body().isEmpty()) {
      reply.body().writeTo(response.getOutputStream());
    }
  }

  private static void writeHead(Reply reply, HttpServletResponse response) {
    response.setStatus(reply.status());
    for (Reply.Header header : reply.headers()) {
      response.setHeader(header.name(), header.value());
    }
    if (reply.status() != 204 && reply.status() != 304) {
      response.setContentLengthLong(reply.contentLength());
    }
  }

  @Override
  public OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse answer) {
    try {
      if (answer.getHeaders().getFirst(REPLY) instanceof Reply reply) {
        answer(call, reply, response, limits);
      } else {
        UnreadBody.readOn(call, answer.getStatus(), response);
        response.setStatus(answer.getStatus());
        answer
            .getStringHeaders()
            .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
      }
      return response.getOutputStream();
    } catch (IOException e) {
      // Thrown on, Jersey would log it three times, each with its trace, for each client that left.
      LOG.debug("the client left before its answer", e);
      return OutputStream.nullOutputStream();
    }
  }

  /** No call of this store is suspended. */
  @Override
  public boolean suspend(long timeout, TimeUnit unit, TimeoutHandler handler) {
    return false;
  }

  @Override
  public void setSuspendTimeout(long timeout, TimeUnit unit) {
    throw new IllegalStateException("no call of this store is suspended");
  }

  /** The container ends the response when the servlet returns. */
  @Override
  public void commit() {}

  @Override
  public void failure(Throwable e) {
    if (response.isCommitted()) {
      LOG.debug("the client left before the answer was told", e);
      return;
    }
    LOG.error("a request failed outside the store's calls", e);
    try {
      answer(call, Problem.failed(call.method()), response, limits);
    } catch (IOException disconnected) {
      LOG.debug("the client left before the error was told", disconnected);
    }
  }

  /** Every reply knows its length. */
  @Override
  public boolean enableResponseBuffering() {
    return false;
  }
}
