package kv.spi;

/** A key: {@value #MIN_LENGTH} to {@value #MAX_LENGTH} bytes of any value, ordered as unsigned. */
public record Key(Bytes bytes) implements Comparable<Key> {

  public static final int MIN_LENGTH = 1;
  public static final int MAX_LENGTH = 1024;

  /**
   * @throws IllegalArgumentException if the length is outside {@value #MIN_LENGTH} to {@value
   *     #MAX_LENGTH} bytes
   */
  public Key {
    if (bytes.length() < MIN_LENGTH || bytes.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a key has %d to %d bytes, not %d".formatted(MIN_LENGTH, MAX_LENGTH, bytes.length()));
    }
  }

  /** The key whose bytes are the UTF-8 form of {@code text}. */
  public static Key utf8(String text) {
    return new Key(Bytes.utf8(text));
  }

  @Override
  public int compareTo(Key other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
