package kv.http.call;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kv.spi.Bytes;
import kv.spi.Setting;

/**
 * The parameters of a call, read strictly: one that is not known, stands twice or can't be read is
 * answered 400, since a misspelt {@code ttl} that is ignored would store a value for ever.
 */
final class QueryString {

  private final Map<String, Bytes> parameters = new LinkedHashMap<>();

  private QueryString() {}

  static QueryString parse(String rawQuery, Set<String> known) {
    QueryString query = new QueryString();
    if (rawQuery.isEmpty()) {
      return query;
    }
    for (String part : rawQuery.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (!known.contains(name)) {
        throw new RejectedCall(
            400,
            "unknown query parameter '%s'; this call knows %s"
                .formatted(name, known.stream().sorted().toList()));
      }
      Bytes value =
          Bytes.wrap(PercentEncoding.decodeQuery(equals < 0 ? "" : part.substring(equals + 1)));
      if (query.parameters.put(name, value) != null) {
        throw new RejectedCall(400, "query parameter '%s' stands twice".formatted(name));
      }
    }
    return query;
  }

  Optional<Bytes> bytes(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  Optional<String> text(String name) {
    return bytes(name)
        .map(
            bytes ->
                PercentEncoding.utf8(bytes)
                    .orElseThrow(() -> new RejectedCall(400, "'%s' is not UTF-8".formatted(name))));
  }

  /** A text parameter, or its binary form named {@code <name>64}; 400 where both are given. */
  Optional<Bytes> textOrBase64url(String name) {
    String binary = name + "64";
    Optional<Bytes> text = text(name).map(Bytes::utf8);
    Optional<Bytes> decoded =
        text(binary).map(value -> Bytes.wrap(KeyPath.base64url(value, "'" + binary + "'")));
    if (text.isPresent() && decoded.isPresent()) {
      throw new RejectedCall(400, "'%s' and '%s' exclude each other".formatted(name, binary));
    }
    return text.or(() -> decoded);
  }

  boolean flag(String name) {
    return parsed(
            name,
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw new IllegalArgumentException("must be true or false");
                })
        .orElse(false);
  }

  int integer(String name, int defaultValue, int min, int max) {
    return parsed(
            name,
            text -> {
              if (!text.matches("\\d{1,9}")
                  || Integer.parseInt(text) < min
                  || Integer.parseInt(text) > max) {
                throw new IllegalArgumentException(
                    "must be a whole number from %d to %d".formatted(min, max));
              }
              return Integer.parseInt(text);
            })
        .orElse(defaultValue);
  }

  /** A duration: seconds as a bare number, or with a unit, {@code 500ms}, {@code 10s}. */
  Optional<Duration> duration(String name, Duration min, Duration max) {
    return parsed(
        name,
        text -> {
          Duration value = Setting.parseDuration(text.matches("\\d{1,12}") ? text + "s" : text);
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                "must be from %s to %s".formatted(words(min), words(max)));
          }
          return value;
        });
  }

  private static String words(Duration duration) {
    return duration.equals(Duration.ofDays(duration.toDays())) && !duration.isZero()
        ? duration.toDays() + "d"
        : duration.toMillis() + "ms";
  }

  private <T> Optional<T> parsed(String name, Function<String, T> parser) {
    return text(name)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (IllegalArgumentException | ArithmeticException e) {
                throw new RejectedCall(400, "'%s' %s".formatted(name, e.getMessage()));
              }
            });
  }
}
