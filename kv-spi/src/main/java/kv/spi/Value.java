package kv.spi;

/**
 * A value as a client stores it: its bytes, never interpreted, and the media type they were sent
 * with (RFC 9110, section 8.3.1), at most {@value #MAX_MEDIA_TYPE_LENGTH} characters.
 */
public record Value(Bytes bytes, String mediaType) {

  public static final int MAX_MEDIA_TYPE_LENGTH = 255;

  /**
   * @throws IllegalArgumentException if the media type is empty or too long
   */
  public Value {
    if (mediaType.isEmpty() || mediaType.length() > MAX_MEDIA_TYPE_LENGTH) {
      throw new IllegalArgumentException(
          "a media type has 1 to %d characters, not %d"
              .formatted(MAX_MEDIA_TYPE_LENGTH, mediaType.length()));
    }
  }
}
