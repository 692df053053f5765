package kv.http.rest;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import kv.http.call.KvCalls;
import kv.http.call.StoreLockCalls;

/** The lock of the whole store, for whoever must have it still for a while. */
@Singleton
@Path("v1/admin")
public final class LockResource {

  private static final String LOCK = "lock";

  private final StoreLockCalls calls;

  @Inject
  public LockResource(KvCalls calls) {
    this.calls = calls.storeLock();
  }

  @POST
  @Path(LOCK)
  public Response take(@Context ServletCall call) {
    return Replies.response(calls.take(call));
  }

  @GET
  @Path(LOCK)
  public Response show(@Context ServletCall call) {
    return Replies.response(calls.show(call));
  }

  @DELETE
  @Path(LOCK)
  public Response release(@Context ServletCall call) {
    return Replies.response(calls.release(call));
  }
}
