package kv.http.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;

/**
 * The configured texts. In rising order of precedence: the file that {@code kv.config} names, the
 * web application's context parameters, the environment ({@code kv.max-value-size} is {@code
 * KV_MAX_VALUE_SIZE}), system properties. Values are taken literally: nothing is expanded in them.
 */
public final class Configuration {

  private static final String PREFIX = "kv.";
  private static final String ENVIRONMENT_PREFIX = "KV_";

  /**
   * What Kubernetes puts into every container's environment for a service named kv: nobody
   * configured it, so it is no misspelt setting.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("KV_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP|SCTP).*)");

  private final SmallRyeConfig config;
  private final List<Origin> origins;

  /** A source and the names it configures, for the check of unknown ones. */
  private record Origin(String description, Set<String> names, boolean environment) {}

  private Configuration(SmallRyeConfig config, List<Origin> origins) {
    this.config = config;
    this.origins = origins;
  }

  /**
   * Reads all sources; names outside {@code kv.} are passed over but in the file.
   *
   * @throws ConfigurationException if the file can't be read
   */
  public static Configuration load(
      Map<String, String> contextParameters, Map<String, String> environment, Properties system) {
    Map<String, String> context = onlyOurs(contextParameters);
    Map<String, String> properties =
        onlyOurs(
            system.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, system::getProperty)));
    List<Origin> origins = new ArrayList<>();
    SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
    Optional<String> file =
        Optional.ofNullable(properties.get(HttpSettings.CONFIG.name()))
            .or(() -> Optional.ofNullable(environment.get("KV_CONFIG")))
            .or(() -> Optional.ofNullable(context.get(HttpSettings.CONFIG.name())));
    if (file.isPresent()) {
      Map<String, String> entries = read(Path.of(file.get()));
      builder.withSources(new PropertiesConfigSource(entries, file.get(), 100));
      origins.add(new Origin(file.get(), entries.keySet(), false));
    }
    builder.withSources(new PropertiesConfigSource(context, "context parameters", 200));
    origins.add(new Origin("the context parameters", context.keySet(), false));
    builder.withSources(new EnvConfigSource(environment, 300));
    origins.add(new Origin("the environment", environmentNames(environment), true));
    builder.withSources(new PropertiesConfigSource(properties, "system properties", 400));
    origins.add(new Origin("the system properties", properties.keySet(), false));
    return new Configuration(builder.build(), origins);
  }

  public Settings settings() {
    return new Settings(name -> Optional.ofNullable(config.getConfigValue(name).getRawValue()));
  }

  /**
   * Refuses what nobody reads: a misspelt setting would otherwise silently have its default.
   *
   * @throws ConfigurationException naming every unknown key and where it stands
   */
  public void refuseUnknown(Collection<Setting<?>> known) {
    Set<String> names = known.stream().map(Setting::name).collect(Collectors.toSet());
    Set<String> variables = names.stream().map(Configuration::variable).collect(Collectors.toSet());
    List<String> unknown = new ArrayList<>();
    for (Origin origin : origins) {
      Set<String> left = new TreeSet<>(origin.names());
      left.removeAll(origin.environment() ? variables : names);
      left.forEach(name -> unknown.add("%s in %s".formatted(name, origin.description())));
    }
    if (!unknown.isEmpty()) {
      throw new ConfigurationException("unknown setting: " + String.join(", ", unknown));
    }
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "kv.config is '%s', which can't be read: %s".formatted(file, e), e);
    }
    Map<String, String> entries = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> entries.put(n, properties.getProperty(n)));
    return entries;
  }

  private static Map<String, String> onlyOurs(Map<String, String> entries) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(PREFIX))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Set<String> environmentNames(Map<String, String> environment) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(ENVIRONMENT_PREFIX))
        .filter(name -> !SERVICE_LINK.matcher(name).matches())
        .collect(Collectors.toSet());
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
