package kv.http.call;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import kv.spi.Bytes;
import kv.spi.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The value that a request carries, checked by its fields first so that most refusals come early.
 */
final class Upload {

  private static final String DEFAULT_MEDIA_TYPE = "application/octet-stream";

  private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

  private Upload() {}

  /**
   * Reads at most {@code maxSize} bytes; 413 where there are more. Undertow, asked for more after a
   * time-out, throws a NullPointerException of its own.
   */
  static Value read(Call call, long maxSize) {
    if (!call.header("Content-Range").isEmpty()) {
      throw new RejectedCall(400, "Content-Range: a value can't be stored in part");
    }
    if (!call.header("Content-Encoding").isEmpty()) {
      throw new RejectedCall(415, "Content-Encoding: values are stored as they are, not coded");
    }
    String mediaType = mediaType(call);
    long length = declaredLength(call);
    if (length > maxSize) {
      throw tooLarge(maxSize);
    }
    try {
      return new Value(body(call, length, maxSize), mediaType);
    } catch (IOException e) {
      throw isTimeout(e)
          ? new RejectedCall(408, "the body did not arrive in time; nothing was stored")
          : new RejectedCall(400, "the body ended early; nothing was stored");
    } catch (NullPointerException | IllegalStateException e) {
      // Undertow, when the connection ends while it is read.
      LOG.debug("the container could not read the body", e);
      throw new RejectedCall(400, "the body can't be read; nothing was stored");
    }
  }

  private static Bytes body(Call call, long declared, long maxSize) throws IOException {
    InputStream in = call.body();
    if (declared < 0) {
      byte[] bytes = in.readNBytes(Math.toIntExact(maxSize + 1));
      if (bytes.length > maxSize) {
        throw tooLarge(maxSize);
      }
      return Bytes.wrap(bytes);
    }
    byte[] bytes = new byte[Math.toIntExact(declared)];
    if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new IOException("fewer bytes than Content-Length says");
    }
    return Bytes.wrap(bytes);
  }

  private static RejectedCall tooLarge(long maxSize) {
    return new RejectedCall(413, "a value has at most %d bytes".formatted(maxSize));
  }

  private static long declaredLength(Call call) {
    Optional<String> field = call.firstHeader("Content-Length");
    if (field.isEmpty()) {
      return -1;
    }
    if (!field.get().matches("\\d{1,18}")) {
      throw new RejectedCall(400, "Content-Length is malformed");
    }
    return Long.parseLong(field.get());
  }

  private static String mediaType(Call call) {
    String mediaType = call.firstHeader("Content-Type").orElse(DEFAULT_MEDIA_TYPE).strip();
    boolean printable = mediaType.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    int slash = mediaType.indexOf('/');
    if (!printable
        || slash < 1
        || slash == mediaType.length() - 1
        || mediaType.length() > Value.MAX_MEDIA_TYPE_LENGTH) {
      throw new RejectedCall(
          400,
          "Content-Type is not a media type of at most %d characters"
              .formatted(Value.MAX_MEDIA_TYPE_LENGTH));
    }
    return mediaType;
  }

  private static boolean isTimeout(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
