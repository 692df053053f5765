package kv.http.call;

import java.io.IOException;
import java.io.InputStream;

/** A body that can't be read. */
final class FailingBody extends InputStream {

  private final Exception failure;
  private int attempts;

  FailingBody() {
    this(new IOException("connection reset"));
  }

  FailingBody(IOException failure) {
    this.failure = failure;
  }

  FailingBody(RuntimeException failure) {
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    throw failed();
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    throw failed();
  }

  private IOException failed() {
    attempts++;
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return (IOException) failure;
  }

  /** How often it was tried. */
  int attempts() {
    return attempts;
  }
}
