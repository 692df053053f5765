package kv.http.auth;

/** Who sees what tells of the server. */
public record Exposures(Exposure metrics, Exposure openapi, Exposure healthDetails) {}
