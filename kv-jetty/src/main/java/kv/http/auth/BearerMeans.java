package kv.http.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The token of the field {@code Authorization: Bearer …} (RFC 6750), hashed once. */
final class BearerMeans implements Means {

  /** What a caller is told that sent none. */
  static final String CHALLENGE = "Bearer realm=\"kv\"";

  private static final String SCHEME = "Bearer ";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9\\-._~+/]+=*");

  private final List<Reader> readers;

  /** One kind of bearer token. */
  @FunctionalInterface
  interface Reader {
    /** Empty where it is none of this kind, or none that is known. */
    Optional<Caller> caller(String token, byte[] hash);
  }

  BearerMeans(List<Reader> readers) {
    this.readers = readers;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    Enumeration<String> fields = request.getHeaders("Authorization");
    if (fields == null || !fields.hasMoreElements()) {
      return Optional.empty();
    }
    String field = fields.nextElement();
    if (fields.hasMoreElements()) {
      return Optional.of(
          new Caller.Refused(400, "Authorization stands twice", error("invalid_request")));
    }
    if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String token = field.substring(SCHEME.length()).strip();
    if (TOKEN.matcher(token).matches()) {
      byte[] hash = hash(token);
      for (Reader reader : readers) {
        Optional<Caller> caller = reader.caller(token, hash);
        if (caller.isPresent()) {
          return caller;
        }
      }
    }
    return Optional.of(invalid("the token is not one that is known here"));
  }

  static Caller.Refused invalid(String detail) {
    return new Caller.Refused(401, detail, error("invalid_token"));
  }

  private static String error(String code) {
    return CHALLENGE + ", error=\"" + code + '"';
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
