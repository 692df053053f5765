package kv.spi.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one plug-in. It sees the JDK, its own jars, and from the server exactly the
 * packages of {@link #SHARED}: whatever else the server's class path holds stays hidden, and a copy
 * of a shared class in the plug-in's own jars is never used, since two {@code kv.spi.Key}s would
 * not be the same type.
 */
final class PluginClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final String[] SHARED = {"kv.spi.", "org.slf4j."};

  private final ClassLoader server;

  PluginClassLoader(String name, URL[] jars, ClassLoader server) {
    super("kv-plugin-" + name, jars, ClassLoader.getPlatformClassLoader());
    this.server = server;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return isShared(name) ? server.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return isShared(name.replace('/', '.')) ? server.getResource(name) : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return isShared(name.replace('/', '.')) ? server.getResources(name) : super.getResources(name);
  }

  private static boolean isShared(String name) {
    for (String prefix : SHARED) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
