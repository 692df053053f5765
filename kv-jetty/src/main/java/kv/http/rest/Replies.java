package kv.http.rest;

import jakarta.ws.rs.core.Response;
import kv.http.call.Reply;

/** A {@link Reply} as a JAX-RS response, for {@link ReplyWriter} to write. */
final class Replies {

  private Replies() {}

  static Response response(Reply reply) {
    return Response.status(reply.status()).header(ReplyWriter.REPLY, reply).build();
  }
}
