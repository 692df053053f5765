package kv.spi.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import kv.spi.ConfigurationException;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.Setting;

/**
 * A plug-in's provider, called under the plug-in's context class loader. Name and settings are read
 * once, while loading, so that one that throws is found at start-up.
 */
record PluginBackendProvider(
    KvBackendProvider provider,
    Path directory,
    ContextLoader context,
    String name,
    List<Setting<?>> settings)
    implements KvBackendProvider {

  PluginBackendProvider(KvBackendProvider provider, Path directory, ContextLoader context) {
    this(
        provider,
        directory,
        context,
        context.call(provider::name),
        context.call(() -> List.copyOf(provider.settings())));
  }

  @Override
  public KvBackend open(Context server) {
    return opened(() -> new PluginBackend(provider.open(server), context));
  }

  @Override
  public Lockable openLockable(Context server) {
    return opened(
        () -> {
          Lockable lockable = provider.openLockable(server);
          return lockable instanceof Lockable.Keeping keeping
              ? new Lockable.Keeping(new PluginStore(keeping.store(), context))
              : new Lockable.Deciding(
                  new PluginBackend(((Lockable.Deciding) lockable).backend(), context));
        });
  }

  private <T> T opened(Supplier<T> open) {
    try {
      return context.call(open);
    } catch (ConfigurationException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new ConfigurationException(
          "backend '%s' of plug-in directory %s can't be opened: %s".formatted(name, directory, e),
          e);
    }
  }
}
