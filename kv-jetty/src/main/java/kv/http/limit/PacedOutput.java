package kv.http.limit;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.function.LongSupplier;

/** An answer in parts, that its reader must take at a pace. */
final class PacedOutput extends FilterOutputStream {

  private static final int PART = 64 << 10;

  private final Pace pace;
  private final Refusals refusals;
  private final LongSupplier nanoTime;
  private final long start;
  private long bytes;

  PacedOutput(OutputStream out, Pace pace, Refusals refusals, LongSupplier nanoTime) {
    super(out);
    this.pace = pace;
    this.refusals = refusals;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += PART) {
      int part = Math.min(PART, length - at);
      out.write(buffer, offset + at, part);
      bytes += part;
      if (at + part < length && pace.isTooSlow(nanoTime.getAsLong() - start, bytes)) {
        refusals.count(Refusals.Reason.SLOW_READER);
        throw new SocketTimeoutException(
            "%d bytes of the answer were taken in too long".formatted(bytes));
      }
    }
  }
}
