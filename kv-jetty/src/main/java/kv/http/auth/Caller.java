package kv.http.auth;

/** Who sent a request, as far as it was proved. */
public sealed interface Caller {

  /** The name to put into logs. */
  String name();

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
      return "-";
    }
  }
}
