package kv.http.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What may be done; none of them includes another. */
public enum Role {
  /** Read values, list keys. */
  READ,
  /** Store and delete values. */
  WRITE,
  /** Lock the whole store, and see what is kept from others. */
  ADMIN;

  /** As it is written in grants. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
