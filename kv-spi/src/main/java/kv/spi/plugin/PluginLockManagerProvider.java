package kv.spi.plugin;

import java.nio.file.Path;
import java.util.List;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider;

/** As {@link PluginBackendProvider}, for lock managers. */
record PluginLockManagerProvider(
    LockManagerProvider provider,
    Path directory,
    ContextLoader loader,
    String name,
    List<Setting<?>> settings)
    implements LockManagerProvider {

  PluginLockManagerProvider(LockManagerProvider provider, Path directory, ContextLoader loader) {
    this(
        provider,
        directory,
        loader,
        loader.call(provider::name),
        loader.call(() -> List.copyOf(provider.settings())));
  }

  @Override
  public LockManager open(Context server) {
    try {
      return new PluginLockManager(loader.call(() -> provider.open(server)), loader);
    } catch (ConfigurationException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new ConfigurationException(
          "lock manager '%s' of plug-in directory %s can't be opened: %s"
              .formatted(name, directory, e),
          e);
    }
  }
}
