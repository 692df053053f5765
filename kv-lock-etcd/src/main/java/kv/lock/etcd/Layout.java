package kv.lock.etcd;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.lock.LockManager.Purpose;

/**
 * The names of what is kept in etcd, readable by people: {@code lock/KEY/} is the key's lock and
 * what begins with it, {@code lock/KEY/w-…} and {@code lock/KEY/f-…}, the queue for it, so that one
 * comparison over a range finds both absent. KEY has no slash in it.
 */
final class Layout {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /** All names of one key. {@code end}s are exclusive. */
  record Names(
      ByteString lock,
      ByteString end,
      ByteString finishers,
      ByteString finishersEnd,
      ByteString writers,
      ByteString intent) {

    /** A place in the queue. */
    ByteString place(Purpose purpose, String nonce) {
      return (purpose == Purpose.WRITE ? writers : finishers).concat(ascii(nonce));
    }

    /** What a place that is called {@code name} is wanted for. */
    Purpose purpose(ByteString name) {
      return name.startsWith(finishers) ? Purpose.FINISH : Purpose.WRITE;
    }
  }

  private final String namespace;

  Layout(String namespace) {
    this.namespace = namespace;
  }

  /** Which life of the service this is. */
  ByteString identity() {
    return ascii(namespace + "identity");
  }

  /** The lock of the whole store. */
  ByteString store() {
    return ascii(namespace + "store");
  }

  /** There as long as the lease is. */
  ByteString session(long lease) {
    return ascii(namespace + "session/" + Long.toHexString(lease));
  }

  ByteString locks() {
    return ascii(namespace + "lock/");
  }

  ByteString locksEnd() {
    return ascii(namespace + "lock0");
  }

  /** Whether a name among {@link #locks} is a lock's and no place's. */
  static boolean isLock(ByteString name) {
    return name.byteAt(name.size() - 1) == '/';
  }

  Names of(Key key) {
    String escaped = escaped(key.bytes());
    String lock = namespace + "lock/" + escaped;
    return new Names(
        ascii(lock + "/"),
        ascii(lock + "0"),
        ascii(lock + "/f-"),
        ascii(lock + "/f."),
        ascii(lock + "/w-"),
        ascii(namespace + "intent/" + escaped));
  }

  private static String escaped(Bytes bytes) {
    StringBuilder text = new StringBuilder(bytes.length() + 16);
    for (int i = 0; i < bytes.length(); i++) {
      int b = bytes.at(i) & 0xFF;
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || b == '-'
              || b == '_'
              || b == '.';
      if (plain) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX[b >> 4]).append(HEX[b & 15]);
      }
    }
    return text.toString();
  }

  private static ByteString ascii(String text) {
    return ByteString.copyFrom(text, StandardCharsets.US_ASCII);
  }
}
