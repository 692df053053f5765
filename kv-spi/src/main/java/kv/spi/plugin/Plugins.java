package kv.spi.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Predicate;
import kv.spi.ConfigurationException;
import kv.spi.KvBackendProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plug-ins found in a list of roots; each directory directly below a root is one plug-in and
 * holds its jars. Everything that can be wrong with them is a {@link ConfigurationException} that
 * names the directory: no jar in it, no provider, one that can't be made or throws, a name twice.
 */
public final class Plugins implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

  private final List<PluginClassLoader> loaders = new ArrayList<>();
  private final TreeMap<String, Found> backends = new TreeMap<>();

  private record Found(KvBackendProvider provider, Path directory) {}

  private Plugins() {}

  /**
   * Loads all plug-ins below {@code roots}; the class loader of this class is the server's.
   *
   * @throws ConfigurationException naming the directory and the cause; nothing stays open then
   */
  public static Plugins load(List<Path> roots) {
    Plugins plugins = new Plugins();
    try {
      for (Path root : roots) {
        for (Path directory : children(root, Files::isDirectory)) {
          plugins.loadOne(directory);
        }
      }
      return plugins;
    } catch (RuntimeException | Error e) {
      plugins.close();
      throw e;
    }
  }

  /** All backend providers found, in the order of their names. */
  public List<KvBackendProvider> backends() {
    return backends.values().stream().map(Found::provider).toList();
  }

  /**
   * The backend provider of that name.
   *
   * @throws ConfigurationException naming those there are, if it isn't among them
   */
  public KvBackendProvider backend(String name) {
    Found found = backends.get(name);
    if (found == null) {
      throw new ConfigurationException(
          "kv.backend is '%s': no plug-in has that name; there are %s"
              .formatted(name, backends.keySet()));
    }
    return found.provider();
  }

  /** Releases the jars. Backends must have been closed before. */
  @Override
  public void close() {
    for (PluginClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        LOG.warn("can't close the jars of {}", loader.getName(), e);
      }
    }
    loaders.clear();
  }

  private void loadOne(Path directory) {
    List<Path> jars = children(directory, path -> path.toString().endsWith(".jar"));
    if (jars.isEmpty()) {
      throw new ConfigurationException("plug-in directory %s holds no jar".formatted(directory));
    }
    PluginClassLoader loader =
        new PluginClassLoader(
            String.valueOf(directory.getFileName()), urls(jars), Plugins.class.getClassLoader());
    loaders.add(loader);
    Collection<KvBackendProvider> found = providers(directory, loader);
    if (found.isEmpty()) {
      throw new ConfigurationException(
          "plug-in directory %s has no provider: none of its jars names one in META-INF/services/%s"
              .formatted(directory, KvBackendProvider.class.getName()));
    }
    found.forEach(provider -> register(directory, provider));
  }

  private void register(Path directory, KvBackendProvider provider) {
    Found before = backends.putIfAbsent(provider.name(), new Found(provider, directory));
    if (before != null) {
      throw new ConfigurationException(
          "two plug-ins are named '%s': %s and %s"
              .formatted(provider.name(), before.directory(), directory));
    }
    LOG.debug("plug-in {} from {}", provider.name(), directory);
  }

  private static Collection<KvBackendProvider> providers(Path directory, PluginClassLoader loader) {
    ContextLoader context = new ContextLoader(loader);
    try {
      return context.call(
          () ->
              ServiceLoader.load(KvBackendProvider.class, loader).stream()
                  .<KvBackendProvider>map(
                      provider -> new PluginBackendProvider(provider.get(), directory, context))
                  .toList());
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new ConfigurationException(
          "plug-in directory %s has a provider that fails: %s".formatted(directory, e), e);
    }
  }

  private static List<Path> children(Path directory, Predicate<Path> wanted) {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      List<Path> found = new ArrayList<>();
      stream.forEach(
          path -> {
            if (wanted.test(path)) {
              found.add(path);
            }
          });
      found.sort(null);
      return found;
    } catch (IOException | DirectoryIteratorException e) {
      throw new ConfigurationException(
          "plug-in directory %s can't be read: %s".formatted(directory, e), e);
    }
  }

  private static URL[] urls(List<Path> jars) {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = jars.get(i).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new ConfigurationException("plug-in jar %s has no URL".formatted(jars.get(i)), e);
      }
    }
    return urls;
  }
}
