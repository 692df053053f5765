package kv.spi;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A configuration key: its name (starts with {@code kv.}), what it means in a sentence, its default
 * as it would be written, and how its text is read.
 *
 * @param defaultText empty where there is no default: the setting is then optional or must be given
 * @param parser text to value; throws {@link IllegalArgumentException} with the reason
 */
public record Setting<T>(
    String name, String meaning, Optional<String> defaultText, Function<String, T> parser) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ns|us|ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

  public Setting {
    if (!name.startsWith("kv.")) {
      throw new IllegalArgumentException("a setting's name starts with kv.: " + name);
    }
  }

  public static Setting<String> text(String name, String meaning, String defaultText) {
    return new Setting<>(name, meaning, Optional.of(defaultText), Function.identity());
  }

  /** A text that may be left out; read it with {@link Settings#find}. */
  public static Setting<String> optionalText(String name, String meaning) {
    return new Setting<>(name, meaning, Optional.empty(), Function.identity());
  }

  public static Setting<Boolean> flag(String name, String meaning, boolean defaultValue) {
    return new Setting<>(
        name, meaning, Optional.of(Boolean.toString(defaultValue)), Setting::parseFlag);
  }

  public static Setting<Integer> integer(
      String name, String meaning, int defaultValue, int min, int max) {
    return new Setting<>(
        name,
        meaning,
        Optional.of(Integer.toString(defaultValue)),
        text -> (int) within(parseLong(text), min, max, number -> Long.toString(number)));
  }

  /** A number of bytes: {@code 1048576}, {@code 1024 KiB} or {@code 1 MiB}. */
  public static Setting<Long> size(
      String name, String meaning, String defaultText, long min, long max) {
    return new Setting<>(
        name,
        meaning,
        Optional.of(defaultText),
        text -> within(parseSize(text), min, max, bytes -> bytes + " bytes"));
  }

  /** A span of time: {@code 500ms}, {@code 10s}, {@code 5m}, or as ISO 8601 has it, PT0.5S. */
  public static Setting<Duration> duration(
      String name, String meaning, String defaultText, Duration min, Duration max) {
    return new Setting<>(
        name,
        meaning,
        Optional.of(defaultText),
        text -> {
          Duration value = parseDuration(text);
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("must be from %s to %s".formatted(min, max));
          }
          return value;
        });
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, String meaning, E defaultValue, Class<E> type) {
    return new Setting<>(
        name,
        meaning,
        Optional.of(word(defaultValue)),
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                    .map(Setting::word)
                                    .collect(Collectors.joining(", ")))));
  }

  /**
   * Reads a span of time: {@code 500ms}, {@code 10s}, {@code 5m}, or as ISO 8601 has it.
   *
   * @throws IllegalArgumentException if the text is no duration
   */
  public static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ns" -> Duration.ofNanos(amount);
        case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be a duration such as 500ms, 10s or 5m", e);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean parseFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static long parseLong(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }

  private static long parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a size such as 1048576, 64 KiB or 1 MiB");
    }
    int shift =
        switch (Optional.ofNullable(matcher.group(2)).orElse("B")) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
  }

  private static long within(long value, long min, long max, LongFunction<String> show) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "must be from %s to %s".formatted(show.apply(min), show.apply(max)));
    }
    return value;
  }
}
