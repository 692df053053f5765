package kv.backend.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One object for equal media types, which are few; past {@value #CAPACITY}, as they come. */
final class MediaTypes {

  private static final int CAPACITY = 1024;

  private final Map<String, String> known = new ConcurrentHashMap<>();

  String shared(String mediaType) {
    String found = known.get(mediaType);
    if (found != null) {
      return found;
    }
    if (known.size() >= CAPACITY) {
      return mediaType;
    }
    String earlier = known.putIfAbsent(mediaType, mediaType);
    return earlier == null ? mediaType : earlier;
  }
}
