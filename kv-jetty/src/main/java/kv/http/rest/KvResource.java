package kv.http.rest;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import kv.http.call.KvCalls;

/**
 * The store's calls as JAX-RS sees them. The path parameter only makes the resource match: the key
 * is taken from the request target as it came, since JAX-RS decodes, cuts at semicolons and
 * normalises.
 */
@Singleton
@Path("v1")
public final class KvResource {

  private static final String KEY = "{form: kv|kv64}/{key: .*}";

  private final KvCalls calls;

  @Inject
  public KvResource(KvCalls calls) {
    this.calls = calls;
  }

  @GET
  @Path(KEY)
  public Response get(@Context ServletCall call) {
    return Replies.response(calls.get(call));
  }

  @HEAD
  @Path(KEY)
  public Response head(@Context ServletCall call) {
    return Replies.response(calls.head(call));
  }

  @PUT
  @Path(KEY)
  public Response put(@Context ServletCall call) {
    return Replies.response(calls.put(call));
  }

  @DELETE
  @Path(KEY)
  public Response delete(@Context ServletCall call) {
    return Replies.response(calls.delete(call));
  }

  @GET
  @Path("kv")
  public Response list(@Context ServletCall call) {
    return Replies.response(calls.list(call));
  }
}
