package kv.spi.lock;

import java.util.List;
import java.util.function.LongSupplier;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;

/**
 * Makes lock managers of one kind. Found by {@link java.util.ServiceLoader} in the jars of a
 * plug-in; has a public constructor without parameters, which does no work.
 */
public interface LockManagerProvider {

  /** What {@code kv.lock} calls it: lower-case letters, digits and hyphens; not {@code none}. */
  String name();

  /** All settings it reads; a key under {@code kv.} that nobody reads is a start-up error. */
  List<Setting<?>> settings();

  /**
   * Opens the lock manager. A service that can't be reached yet is no error: {@link
   * LockManager#health} tells it.
   *
   * @throws ConfigurationException if the settings can't be used; it names the one that is wrong
   */
  LockManager open(Context context);

  /**
   * What a lock manager gets from the server.
   *
   * @param nanoTime a monotonic clock in nanoseconds of arbitrary origin, for all that is measured
   * @param maxWaiters how many calls may wait for one key before more are refused
   */
  record Context(Settings settings, LongSupplier nanoTime, int maxWaiters) {}
}
