package kv.http.limit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.function.LongSupplier;

/** A body that must keep pace: one that trickles in ends as one that stopped, by a time-out. */
final class PacedInput extends FilterInputStream {

  private final Pace pace;
  private final LongSupplier nanoTime;
  private final long start;
  private long bytes;

  PacedInput(InputStream in, Pace pace, LongSupplier nanoTime) {
    super(in);
    this.pace = pace;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    bytes += Math.max(0, read);
    // At its end it has arrived, however late.
    if (read >= 0 && pace.isTooSlow(nanoTime.getAsLong() - start, bytes)) {
      throw new SocketTimeoutException("%d bytes of the body came in too long".formatted(bytes));
    }
    return read;
  }
}
