package kv.http.auth;

import java.util.Optional;

/** Who sent a request, as far as it was proved. */
public sealed interface Caller {

  /** The name of those of whom nothing is known. */
  String ANONYMOUS = "-";

  /** The name to put into logs. */
  String name();

  /** The name, where there is one that was proved. */
  default Optional<String> principal() {
    return name().equals(ANONYMOUS) ? Optional.empty() : Optional.of(name());
  }

  /**
   * Somebody known.
   *
   * @param bearer whether a bearer token proved it, so that a refusal is told in its terms
   */
  record Known(String name, Grants grants, boolean bearer) implements Caller {}

  /**
   * Nobody that may be let in.
   *
   * @param challenge the field WWW-Authenticate of a 401; empty where there is none
   */
  record Refused(int status, String detail, String challenge) implements Caller {
    @Override
    public String name() {
      return ANONYMOUS;
    }
  }
}
