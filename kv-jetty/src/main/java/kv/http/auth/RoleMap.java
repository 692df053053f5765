package kv.http.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What roles that somebody else gives out are worth here. */
record RoleMap(Map<String, Grants> roles) {

  private static final Grants NOTHING = Grants.parse(List.of());

  /**
   * Reads {@code ROLE=GRANT ROLE=GRANT …}; a role may stand several times.
   *
   * @throws IllegalArgumentException if it can't be read
   */
  static RoleMap parse(String text) {
    Map<String, Grants> roles = new LinkedHashMap<>();
    for (String word : text.strip().split("\\s+", -1)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("must be of the form ROLE=GRANT ROLE=GRANT");
      }
      Grants grants = Grants.parse(List.of(word.substring(equals + 1)));
      roles.merge(word.substring(0, equals), grants, Grants::and);
    }
    return new RoleMap(Map.copyOf(roles));
  }

  /** What all roles together give that {@code has} says are held. */
  Grants grants(Predicate<String> has) {
    Grants grants = NOTHING;
    for (Map.Entry<String, Grants> role : roles.entrySet()) {
      if (has.test(role.getKey())) {
        grants = grants.and(role.getValue());
      }
    }
    return grants;
  }

  Grants grants(Set<String> held) {
    return grants(held::contains);
  }
}
