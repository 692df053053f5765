package kv.http.auth;

/** Who sees what tells of the server itself. */
public enum Exposure {
  /** Everybody. */
  OPEN,
  /** Whoever proved who they are. */
  AUTHENTICATED,
  /** Callers with the role admin. */
  ADMIN
}
