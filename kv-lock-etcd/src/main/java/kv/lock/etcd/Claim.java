package kv.lock.etcd;

import com.google.protobuf.ByteString;
import java.util.Random;

/**
 * The value of a lock and of a place in a queue: who wants it, and in which life of the service. No
 * two calls have one of equal text, so that a lock is whose claim it holds.
 */
record Claim(String nonce, String identity) {

  static String nonce(Random random) {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  /** Whether a value is a claim in the life of this identity. */
  static boolean isOf(String identity, ByteString value) {
    return value.endsWith(ByteString.copyFromUtf8("@" + identity));
  }

  ByteString value() {
    return ByteString.copyFromUtf8(nonce + "@" + identity);
  }
}
