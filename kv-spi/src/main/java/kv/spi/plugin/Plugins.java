package kv.spi.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import kv.spi.ConfigurationException;
import kv.spi.KvBackendProvider;
import kv.spi.lock.LockManagerProvider;
import kv.spi.lock.local.LocalLockManagerProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plug-ins found in a list of roots; each directory directly below a root is one plug-in and
 * holds its jars, with providers of backends, of lock managers or of both. Everything that can be
 * wrong with them is a {@link ConfigurationException} that names the directory: no jar in it, no
 * provider, one that can't be made or throws, a name twice.
 */
public final class Plugins implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

  /** What {@code kv.lock} says where there is to be no lock manager. */
  private static final String NO_LOCKS = "none";

  private final List<PluginClassLoader> loaders = new ArrayList<>();
  private final TreeMap<String, Found<KvBackendProvider>> backends = new TreeMap<>();
  private final TreeMap<String, Found<LockManagerProvider>> lockManagers = new TreeMap<>();

  private record Found<P>(P provider, Path directory) {}

  private Plugins() {
    LockManagerProvider local = new LocalLockManagerProvider();
    lockManagers.put(local.name(), new Found<>(local, Path.of("the server itself")));
  }

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

  /** All lock manager providers found, and the server's own, in the order of their names. */
  public List<LockManagerProvider> lockManagers() {
    return lockManagers.values().stream().map(Found::provider).toList();
  }

  /**
   * The backend provider of that name.
   *
   * @throws ConfigurationException naming those there are, if it isn't among them
   */
  public KvBackendProvider backend(String name) {
    return find("kv.backend", name, backends);
  }

  /**
   * The lock manager provider of that name, empty for {@code none}.
   *
   * @throws ConfigurationException naming those there are, if it isn't among them
   */
  public Optional<LockManagerProvider> lockManager(String name) {
    return name.equals(NO_LOCKS)
        ? Optional.empty()
        : Optional.of(find("kv.lock", name, lockManagers, NO_LOCKS));
  }

  private static <P> P find(
      String setting, String name, Map<String, Found<P>> providers, String... others) {
    Found<P> found = providers.get(name);
    if (found == null) {
      Set<String> names = new TreeSet<>(providers.keySet());
      names.addAll(List.of(others));
      throw new ConfigurationException(
          "%s is '%s': no plug-in has that name; there are %s".formatted(setting, name, names));
    }
    return found.provider();
  }

  /** Releases the jars. Backends and lock managers must have been closed before. */
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
    ContextLoader context = new ContextLoader(loader);
    List<KvBackendProvider> ofBackends =
        providers(
            KvBackendProvider.class,
            directory,
            context,
            provider -> new PluginBackendProvider(provider, directory, context));
    List<LockManagerProvider> ofLocks =
        providers(
            LockManagerProvider.class,
            directory,
            context,
            provider -> new PluginLockManagerProvider(provider, directory, context));
    if (ofBackends.isEmpty() && ofLocks.isEmpty()) {
      throw new ConfigurationException(
          "plug-in directory %s has no provider: none of its jars names one in META-INF/services/%s or %s"
              .formatted(
                  directory,
                  KvBackendProvider.class.getName(),
                  LockManagerProvider.class.getName()));
    }
    ofBackends.forEach(provider -> register(provider.name(), provider, directory, backends));
    ofLocks.forEach(provider -> register(provider.name(), provider, directory, lockManagers));
  }

  private static <P> void register(
      String name, P provider, Path directory, Map<String, Found<P>> found) {
    Found<P> before = found.putIfAbsent(name, new Found<>(provider, directory));
    if (before != null) {
      throw new ConfigurationException(
          "two plug-ins are named '%s': %s and %s".formatted(name, before.directory(), directory));
    }
    LOG.debug("plug-in {} from {}", name, directory);
  }

  private static <P> List<P> providers(
      Class<P> type, Path directory, ContextLoader context, UnaryOperator<P> isolated) {
    try {
      return context.call(
          () ->
              ServiceLoader.load(type, context.loader()).stream()
                  .map(provider -> isolated.apply(provider.get()))
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
