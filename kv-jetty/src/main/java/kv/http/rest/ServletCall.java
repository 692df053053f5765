package kv.http.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import kv.http.auth.Authentication;
import kv.http.auth.Caller;
import kv.http.call.Call;
import kv.http.limit.RequestLimits;
import org.jspecify.annotations.Nullable;

/** A servlet request as the calls see it: request target and fields exactly as they came. */
public final class ServletCall implements Call {

  private static final String PROPERTY = ServletCall.class.getName();

  private final HttpServletRequest request;
  private final String id;
  private final Authentication authentication;
  private final RequestLimits limits;
  private final String rawPath;
  private @Nullable Caller caller;
  private @Nullable CountedInput body;

  ServletCall(
      HttpServletRequest request, String id, Authentication authentication, RequestLimits limits) {
    this.request = request;
    this.id = id;
    this.authentication = authentication;
    this.limits = limits;
    this.rawPath = request.getRequestURI().substring(request.getContextPath().length());
  }

  /** The call that {@link JerseyServlet} put into the JAX-RS request. */
  static ServletCall of(ContainerRequestContext request) {
    return (ServletCall) Objects.requireNonNull(request.getProperty(PROPERTY));
  }

  void putInto(ContainerRequestContext context) {
    context.setProperty(PROPERTY, this);
  }

  HttpServletRequest request() {
    return request;
  }

  String method() {
    return request.getMethod();
  }

  /** Whether the body was asked for. */
  boolean isBodyTaken() {
    return body != null;
  }

  /** How much of the body was read, in bytes. */
  long bodyRead() {
    return body == null ? 0 : body.count();
  }

  @Override
  public String rawPath() {
    return rawPath;
  }

  @Override
  public String rawQuery() {
    String query = request.getQueryString();
    return query == null ? "" : query;
  }

  /** Found out once, when first asked for: not all that is served asks who calls. */
  @Override
  public Caller caller() {
    if (caller == null) {
      caller = authentication.caller(request);
    }
    return caller;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String remoteAddress() {
    return String.valueOf(request.getRemoteAddr());
  }

  @Override
  public List<String> header(String name) {
    Enumeration<String> lines = request.getHeaders(name);
    return lines == null || !lines.hasMoreElements() ? List.of() : Collections.list(lines);
  }

  @Override
  public InputStream body() throws IOException {
    if (body == null) {
      body = new CountedInput(limits.paced(request.getInputStream()));
    }
    return body;
  }
}
