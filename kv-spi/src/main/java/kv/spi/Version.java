package kv.spi;

/**
 * The mark of one write of one key, opaque to all but the backend that made it: 1 to {@value
 * #MAX_LENGTH} characters from {@code A-Z a-z 0-9 . _ ~ -}, so that it stands in an entity tag (RFC
 * 9110, section 8.8.3) as it is. Never used twice for a key, not even after a delete.
 */
public record Version(String text) {

  public static final int MAX_LENGTH = 64;

  /**
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public Version {
    if (!isValid(text)) {
      throw new IllegalArgumentException("not a version: " + text);
    }
  }

  /** Whether {@code text} has the form of a version. */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
