package kv.http.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kv.spi.Bytes;
import kv.spi.Key;

/**
 * What a caller may do: read and write keys by their prefixes, and administer the store. Each is
 * written as roles and a prefix: {@code read,write:users/}, in base64url {@code read64:AP8},
 * without a prefix for all keys; {@code admin} takes none.
 */
public final class Grants {

  public static final Grants ALL = parse(List.of("read,write", "admin"));

  private final PrefixSet read;
  private final PrefixSet write;
  private final boolean admin;

  private Grants(PrefixSet read, PrefixSet write, boolean admin) {
    this.read = read;
    this.write = write;
    this.admin = admin;
  }

  /**
   * @throws IllegalArgumentException with the number of the one that can't be read; it is not
   *     quoted, since it may be a secret in the wrong place
   */
  public static Grants parse(Collection<String> texts) {
    Map<Role, List<Bytes>> prefixes = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      prefixes.put(role, new ArrayList<>());
    }
    int number = 0;
    for (String text : texts) {
      number++;
      try {
        add(text, prefixes);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("grant %d %s".formatted(number, e.getMessage()), e);
      }
    }
    return new Grants(
        PrefixSet.of(Objects.requireNonNull(prefixes.get(Role.READ))),
        PrefixSet.of(Objects.requireNonNull(prefixes.get(Role.WRITE))),
        !Objects.requireNonNull(prefixes.get(Role.ADMIN)).isEmpty());
  }

  /** What either allows. */
  Grants and(Grants other) {
    return new Grants(union(read, other.read), union(write, other.write), admin || other.admin);
  }

  public boolean mayRead(Key key) {
    return read.covers(key.bytes());
  }

  public boolean mayWrite(Key key) {
    return write.covers(key.bytes());
  }

  public boolean isAdmin() {
    return admin;
  }

  /**
   * What may be read of that which starts with {@code prefix}: prefixes in order, none of them the
   * start of another; {@code prefix} itself where all of it may be read.
   */
  public List<Bytes> readableWithin(Bytes prefix) {
    return read.within(prefix);
  }

  private static PrefixSet union(PrefixSet one, PrefixSet other) {
    List<Bytes> both = new ArrayList<>(one.prefixes());
    both.addAll(other.prefixes());
    return PrefixSet.of(both);
  }

  private static void add(String text, Map<Role, List<Bytes>> prefixes) {
    int colon = text.indexOf(':');
    String roles = colon < 0 ? text : text.substring(0, colon);
    boolean binary = colon >= 0 && roles.endsWith("64");
    Bytes prefix = colon < 0 ? Bytes.EMPTY : prefix(text.substring(colon + 1), binary);
    for (Role role : roles(binary ? roles.substring(0, roles.length() - 2) : roles)) {
      if (role == Role.ADMIN && colon >= 0) {
        throw new IllegalArgumentException("limits admin, which is of the whole store");
      }
      Objects.requireNonNull(prefixes.get(role)).add(prefix);
    }
  }

  private static Set<Role> roles(String words) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : words.split(",", -1)) {
      roles.add(
          Role.of(word)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "does not begin with read, write or admin, and then : or 64: before a"
                              + " prefix")));
    }
    return roles;
  }

  private static Bytes prefix(String text, boolean binary) {
    byte[] bytes;
    try {
      bytes = binary ? Base64.getUrlDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("has a prefix that is not base64url", e);
    }
    if (bytes.length > Key.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "has a prefix of more than %d bytes".formatted(Key.MAX_LENGTH));
    }
    return Bytes.wrap(bytes);
  }
}
