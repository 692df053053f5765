package kv.spi;

import java.util.Optional;
import java.util.function.Function;

/** The configured texts, read as {@link Setting}s. */
public final class Settings {

  private final Function<String, Optional<String>> texts;

  /**
   * @param texts the configured text of a name, empty where none is configured
   */
  public Settings(Function<String, Optional<String>> texts) {
    this.texts = texts;
  }

  /**
   * @throws ConfigurationException if it is neither configured nor has a default, or can't be read
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new ConfigurationException(setting.name() + " must be configured"));
  }

  /**
   * Empty if it is neither configured nor has a default.
   *
   * @throws ConfigurationException if what is configured can't be read
   */
  public <T> Optional<T> find(Setting<T> setting) {
    return texts
        .apply(setting.name())
        .map(String::strip)
        .or(setting::defaultText)
        .map(text -> parse(setting, text));
  }

  private static <T> T parse(Setting<T> setting, String text) {
    try {
      return setting.parser().apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigurationException(
          "%s is '%s': %s".formatted(setting.name(), text, e.getMessage()), e);
    }
  }
}
