package kv.http.rest;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import kv.http.call.Problem;
import kv.http.call.Reply;

/**
 * The error page of the web application, since a container's own shows stack traces. Tomcat goes to
 * one by itself as soon as reading a body fails, whatever the servlet answers then.
 */
public final class ProblemServlet extends HttpServlet {

  /** Where it is mapped: in a directory of which containers serve nothing to clients. */
  public static final String PATH = "/WEB-INF/problem";

  private static final long serialVersionUID = 1L;

  /** From Servlet 6.1 on an error page is asked for by GET, and this tells the method there was. */
  private static final String ERROR_METHOD = "jakarta.servlet.error.method";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ReplyWriter.write(problem(request), response);
  }

  private static Reply problem(HttpServletRequest request) {
    if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
      return Problem.notApplied(404, "no such path; see /openapi.json");
    }
    if (status >= 500) {
      Object method = request.getAttribute(ERROR_METHOD);
      return Problem.failed(method == null ? request.getMethod() : method.toString());
    }
    return Problem.notApplied(
        status,
        status == 408
            ? "the request did not arrive in time; nothing was stored"
            : "the request is malformed or ended early; nothing was stored");
  }
}
