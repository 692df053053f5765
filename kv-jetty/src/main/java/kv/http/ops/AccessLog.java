package kv.http.ops;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a request, by the logger {@code kv.access} at level INFO. */
public final class AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger("kv.access");

  private final boolean on;

  public AccessLog(boolean on) {
    this.on = on;
  }

  /**
   * Logs a request that has been answered: client, method, target, status, microseconds, id. The
   * target stands as it came, percent-encoded, so that no line can be forged by it.
   */
  public void log(HttpServletRequest request, int status, long nanos, String requestId) {
    if (on && LOG.isInfoEnabled()) {
      String query = request.getQueryString();
      String target =
          query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
      LOG.info(
          "{} {} {} {} {}us {}",
          request.getRemoteAddr(),
          request.getMethod(),
          target,
          status,
          nanos / 1_000,
          requestId);
    }
  }
}
