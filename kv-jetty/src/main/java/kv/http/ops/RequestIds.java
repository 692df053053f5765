package kv.http.ops;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The id of each request: the client's own where it sent a usable one, else a new one. */
public final class RequestIds {

  private static final int MAX_LENGTH = 128;

  private final String prefix;
  private final AtomicLong last = new AtomicLong();

  public RequestIds() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    prefix = HexFormat.of().formatHex(random) + "-";
  }

  /** {@code offered} if it is 1 to 128 visible ASCII characters, so that no log can be forged. */
  public String of(@Nullable String offered) {
    return offered != null && isUsable(offered)
        ? offered
        : prefix + Long.toString(last.incrementAndGet(), 36);
  }

  private static boolean isUsable(String offered) {
    return !offered.isEmpty()
        && offered.length() <= MAX_LENGTH
        && offered.chars().allMatch(c -> c > 0x20 && c < 0x7F);
  }
}
