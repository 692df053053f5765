package kv.consistency.topology;

import java.util.Locale;
import java.util.Optional;

/** What a process is for. */
public enum Role {
  FRONT_END,
  CASSANDRA,
  ETCD;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name on the command line. */
  public String text() {
    return text;
  }

  public static Optional<Role> ofText(String text) {
    for (Role role : values()) {
      if (role.text.equals(text)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
