package kv.http.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import kv.http.call.Problem;
import kv.http.call.Reply;
import org.glassfish.jersey.server.ContainerException;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what Jersey answers, which is always a {@link Reply}, to the servlet response. */
final class ReplyWriter implements ContainerResponseWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

  private final HttpServletResponse response;

  ReplyWriter(HttpServletResponse response) {
    this.response = response;
  }

  static void write(Reply reply, HttpServletResponse response) throws IOException {
    writeHead(reply, response);
    reply.body().writeTo(response.getOutputStream());
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
    if (answer.getEntity() instanceof Reply reply) {
      writeHead(reply, response);
    } else {
      response.setStatus(answer.getStatus());
      answer
          .getStringHeaders()
          .forEach((name, values) -> values.forEach(v -> response.addHeader(name, v)));
    }
    try {
      return response.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  @Override
  public void commit() {
    // The container ends the response when the servlet returns.
  }

  @Override
  public void failure(Throwable e) {
    if (response.isCommitted()) {
      throw new ContainerException(e);
    }
    LOG.error("a request failed outside the store's calls", e);
    try {
      write(Problem.notApplied(500, "the server failed for a reason of its own"), response);
    } catch (IOException disconnected) {
      LOG.debug("the client left before the error could be told", disconnected);
    }
  }

  /** Every reply knows its length. */
  @Override
  public boolean enableResponseBuffering() {
    return false;
  }
}
