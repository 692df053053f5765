package kv.http.rest;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of a request's body once its answer is known. Jetty closes a connection of which a
 * body was not read, and has by then sent an answer that does not say so: the client's next request
 * goes into the closing connection, and a write that never arrived has an unknown outcome. And a
 * server that closes while the client still sends resets the connection, so that the answer itself
 * may be lost. Hence the rest is read on, to no use, and where it is not, the answer announces the
 * end (RFC 9112, section 9.6).
 */
final class UnreadBody {

  /** In bytes: a body can be endless. */
  private static final long MAX_READ_ON = 16 << 20;

  /** In bytes: of a body that is not waited for. */
  private static final int MAX_TAKEN = 64 << 10;

  private static final int BUFFER_SIZE = 8 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);

  private UnreadBody() {}

  /**
   * Before an answer: reads the body to its end, and waits for it. Not where the client waits to be
   * asked for it ({@code Expect: 100-continue}), nor after {@code 408}: what did not come in time
   * would not now.
   */
  static void readOn(ServletCall call, int status, HttpServletResponse response) {
    if (!isPresent(call.request()) || isWhole(call)) {
      return;
    }
    boolean awaited = call.isBodyTaken() || call.header("Expect").isEmpty();
    if (status == 408 || !awaited || !isReadOn(call)) {
      response.setHeader("Connection", "close");
    }
  }

  /** Before an answer for which nobody is to wait: takes what of the body has come already. */
  static void leave(HttpServletRequest request, HttpServletResponse response) {
    if (isPresent(request) && !hasCome(request)) {
      response.setHeader("Connection", "close");
    }
  }

  /** Later versions of HTTP have no connection that a body could be left on. */
  private static boolean isPresent(HttpServletRequest request) {
    return (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null)
        && request.getProtocol().startsWith("HTTP/1");
  }

  /** Then the container need not be asked for its end, which each write would pay for. */
  private static boolean isWhole(ServletCall call) {
    HttpServletRequest request = call.request();
    return request.getHeader("Transfer-Encoding") == null
        && call.bodyRead() == request.getContentLengthLong();
  }

  private static boolean isReadOn(ServletCall call) {
    try {
      InputStream in = call.body();
      byte[] buffer = new byte[BUFFER_SIZE];
      long left = MAX_READ_ON;
      int read = 0;
      while (read >= 0 && left > 0) {
        read = in.read(buffer);
        left -= read;
      }
      return read < 0;
    } catch (IOException | NullPointerException | IllegalStateException e) {
      // The latter two are Undertow's, when the connection ends or times out while it is read.
      LOG.debug("the rest of a body did not come", e);
      return false;
    }
  }

  private static boolean hasCome(HttpServletRequest request) {
    long missing = request.getContentLengthLong();
    if (missing > MAX_TAKEN) {
      return false;
    }
    try {
      ServletInputStream in = request.getInputStream();
      byte[] buffer = new byte[BUFFER_SIZE];
      while (missing > 0 && in.available() > 0) {
        missing -= in.read(buffer);
      }
      return missing == 0;
    } catch (IOException | NullPointerException | IllegalStateException e) {
      LOG.debug("a body can't be read", e);
      return false;
    }
  }
}
