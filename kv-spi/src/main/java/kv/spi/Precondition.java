package kv.spi;

import java.util.Optional;
import java.util.Set;

/**
 * What must be true of a key for a write to be applied. The backend decides it in the same atomic
 * step as the write. {@link VersionIn} and {@link VersionNotIn} carry the lists that HTTP's {@code
 * If-Match} and {@code If-None-Match} allow (RFC 9110, section 13.1).
 */
public sealed interface Precondition {

  /** Whether it holds for a key at {@code current}, empty where the key is absent. */
  boolean holds(Optional<Version> current);

  static Precondition none() {
    return None.INSTANCE;
  }

  static Precondition absent() {
    return Absent.INSTANCE;
  }

  static Precondition present() {
    return Present.INSTANCE;
  }

  static Precondition versionIs(Version version) {
    return new VersionIn(Set.of(version));
  }

  /** Always holds. */
  enum None implements Precondition {
    INSTANCE;

    @Override
    public boolean holds(Optional<Version> current) {
      return true;
    }
  }

  /** The key has no value. */
  enum Absent implements Precondition {
    INSTANCE;

    @Override
    public boolean holds(Optional<Version> current) {
      return current.isEmpty();
    }
  }

  /** The key has a value, whichever. */
  enum Present implements Precondition {
    INSTANCE;

    @Override
    public boolean holds(Optional<Version> current) {
      return current.isPresent();
    }
  }

  /** The key has a value whose version is one of {@code versions}; never holds if that is empty. */
  record VersionIn(Set<Version> versions) implements Precondition {
    public VersionIn {
      versions = Set.copyOf(versions);
    }

    @Override
    public boolean holds(Optional<Version> current) {
      return current.isPresent() && versions.contains(current.get());
    }
  }

  /**
   * The key's version is none of {@code versions}; where the key is absent, {@code absentHolds}
   * decides.
   */
  record VersionNotIn(Set<Version> versions, boolean absentHolds) implements Precondition {
    public VersionNotIn {
      versions = Set.copyOf(versions);
    }

    @Override
    public boolean holds(Optional<Version> current) {
      return current.map(version -> !versions.contains(version)).orElse(absentHolds);
    }
  }
}
