package kv.http.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.spi.Bytes;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;

/**
 * JSON Web Tokens (RFC 7519, checked as RFC 8725 recommends): signed by a key of the issuer with an
 * allowed algorithm, for this audience, not expired.
 */
final class JwtReader implements BearerMeans.Reader {

  private final JwtKeys keys;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final RecentCallers recent = new RecentCallers();
  private final String claim;
  private final Optional<RoleMap> roles;
  private final Duration leeway;
  private final InstantSource clock;

  JwtReader(Settings settings, JwtKeys keys, InstantSource clock) {
    this.keys = keys;
    this.claim = settings.get(JwtSettings.CLAIM);
    this.roles = settings.find(JwtSettings.ROLES);
    this.leeway = settings.get(JwtSettings.LEEWAY);
    this.clock = clock;
    JWKSource<SecurityContext> source = (selector, context) -> selector.select(keys.get());
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(settings.get(JwtSettings.ALGORITHMS), source));
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            Set.of(settings.get(JwtSettings.AUDIENCE)),
            new JWTClaimsSet.Builder().issuer(settings.get(JwtSettings.ISSUER)).build(),
            Set.of("sub", "exp"),
            Set.of());
    verifier.setMaxClockSkew(Math.toIntExact(leeway.toSeconds()));
    processor.setJWTClaimsSetVerifier(verifier);
  }

  @Override
  public Optional<Caller> caller(String token, byte[] hash) {
    int first = token.indexOf('.');
    if (first < 0 || token.indexOf('.', first + 1) < 0) {
      return Optional.empty();
    }
    Bytes key = Bytes.wrap(hash);
    Instant now = clock.instant();
    Optional<Caller.Known> known = recent.find(key, keys.get(), now);
    return Optional.of(known.isPresent() ? known.get() : verified(token, key));
  }

  private Caller verified(String token, Bytes hash) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      keys.lookFor(jwt.getHeader().getKeyID());
      Object before = keys.get();
      if (keys.get().isEmpty()) {
        return new Caller.Refused(503, "the issuer's keys can't be had now", "");
      }
      JWTClaimsSet claims = processor.process(jwt, null);
      Caller.Known known = new Caller.Known(claims.getSubject(), grants(claims), true);
      recent.add(hash, known, before, claims.getExpirationTime().toInstant().plus(leeway));
      return known;
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return BearerMeans.invalid("the token is no signed JWT that can be checked");
    } catch (BadJOSEException e) {
      return BearerMeans.invalid("the token is refused: " + e.getMessage());
    }
  }

  private Grants grants(JWTClaimsSet claims) throws BadJWTException {
    try {
      List<String> words = words(claims.getClaim(claim));
      return roles.isPresent() ? roles.get().grants(new HashSet<>(words)) : Grants.parse(words);
    } catch (IllegalArgumentException e) {
      throw new BadJWTException("its claim '%s': %s".formatted(claim, e.getMessage()), e);
    }
  }

  private static List<String> words(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof String text) {
      return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new IllegalArgumentException("it is neither a text nor an array of texts");
  }
}
