package kv.backend.memory;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import kv.spi.Version;

/**
 * Numbers the writes of one run of a store. A version is the run's 72 random bits, a dot and the
 * number, so that no version of an earlier run, or of another front end's memory, is met again.
 */
final class Versions {

  private static final int RUN_BYTES = 9;

  private final String prefix;
  private final AtomicLong last = new AtomicLong();

  Versions(String run) {
    this.prefix = run + ".";
  }

  static Versions ofNewRun(SecureRandom random) {
    byte[] run = new byte[RUN_BYTES];
    random.nextBytes(run);
    return new Versions(Base64.getUrlEncoder().withoutPadding().encodeToString(run));
  }

  long next() {
    return last.incrementAndGet();
  }

  Version of(long write) {
    return new Version(prefix + Long.toString(write, Character.MAX_RADIX));
  }
}
