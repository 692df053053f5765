package kv.spi.plugin;

import java.util.function.Supplier;

/**
 * Runs code with a plug-in's class loader as the thread's context class loader, since libraries
 * look there for their services and resources, and puts the caller's back afterwards.
 */
record ContextLoader(ClassLoader loader) {

  <T> T call(Supplier<T> body) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return body.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  void run(Runnable body) {
    call(
        () -> {
          body.run();
          return loader;
        });
  }
}
