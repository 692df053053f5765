package kv.spi;

import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes backends of one kind. Found by {@link java.util.ServiceLoader} in the jars of a plug-in;
 * has a public constructor without parameters, which does no work.
 */
public interface KvBackendProvider {

  /** What {@code kv.backend} calls it: lower-case letters, digits and hyphens. */
  String name();

  /** All settings it reads; a key under {@code kv.} that nobody reads is a start-up error. */
  List<Setting<?>> settings();

  /**
   * Opens the backend, ready to serve.
   *
   * @throws ConfigurationException if the settings can't be used; it names the one that is wrong
   */
  KvBackend open(Context context);

  /**
   * Opens what is to work under a lock manager: by default the backend itself, whose writes are
   * then merely serialised. A provider whose backend, as configured, decides nothing offers a
   * {@link TimestampedStore} instead.
   *
   * @throws ConfigurationException as {@link #open}
   */
  default Lockable openLockable(Context context) {
    return new Lockable.Deciding(open(context));
  }

  /** What a lock manager can be put over. */
  sealed interface Lockable {

    /** It decides preconditions itself. */
    record Deciding(KvBackend backend) implements Lockable {}

    /** It keeps what is decided in the lock service. */
    record Keeping(TimestampedStore store) implements Lockable {}
  }

  /**
   * What a backend gets from the server.
   *
   * @param clock the time of day, for time stamps that people read and for expiry instants
   * @param nanoTime a monotonic clock in nanoseconds of arbitrary origin, for all that is measured
   * @param maxValueSize the largest value in bytes that will ever be put
   */
  record Context(
      Settings settings, InstantSource clock, LongSupplier nanoTime, long maxValueSize) {}
}
