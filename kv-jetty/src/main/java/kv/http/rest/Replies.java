package kv.http.rest;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import kv.http.call.Reply;

/**
 * A {@link Reply} as the entity of a JAX-RS response. Its header fields stay in it until {@link
 * JerseyServlet} writes them, since JAX-RS would parse a stored media type and might refuse it.
 */
final class Replies implements MessageBodyWriter<Reply> {

  static Response response(Reply reply) {
    return Response.status(reply.status())
        .entity(reply)
        .type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
        .build();
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == Reply.class;
  }

  @Override
  public long getSize(
      Reply reply, Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return reply.contentLength();
  }

  @Override
  public void writeTo(
      Reply reply,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> httpHeaders,
      OutputStream out)
      throws IOException {
    reply.body().writeTo(out);
  }
}
