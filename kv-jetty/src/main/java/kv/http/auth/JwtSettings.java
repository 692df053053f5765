package kv.http.auth;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.spi.Setting;

/** The settings of JSON Web Tokens. */
final class JwtSettings {

  static final Setting<String> JWKS =
      Setting.optionalText(
          "kv.auth.jwt.jwks",
          "With kv.auth=jwt: the issuer's public keys as a JWK set (RFC 7517), at an https URL or in"
              + " a file.");

  static final Setting<String> ISSUER =
      Setting.optionalText(
          "kv.auth.jwt.issuer", "With kv.auth=jwt: what a token's claim iss must be.");

  static final Setting<String> AUDIENCE =
      Setting.optionalText(
          "kv.auth.jwt.audience", "With kv.auth=jwt: what a token's claim aud must hold.");

  static final Setting<Set<JWSAlgorithm>> ALGORITHMS =
      new Setting<>(
          "kv.auth.jwt.algorithms",
          "The algorithms by which tokens may be signed, separated by commas: of RS256, RS384,"
              + " RS512, PS256, PS384, PS512, ES256, ES384, ES512.",
          Optional.of("RS256,PS256,ES256"),
          JwtSettings::algorithms);

  static final Setting<String> CLAIM =
      Setting.text(
          "kv.auth.jwt.claim",
          "The claim that holds a token's grants: an array, or a text with spaces between them.",
          "kv");

  static final Setting<RoleMap> ROLES =
      new Setting<>(
          "kv.auth.jwt.roles",
          "If given, the claim holds roles and not grants, and this is what they give: ROLE=GRANT,"
              + " separated by spaces. Roles that are not in it give nothing.",
          Optional.empty(),
          RoleMap::parse);

  static final Setting<Duration> LEEWAY =
      Setting.duration(
          "kv.auth.jwt.leeway",
          "How far the issuer's clock and this one may be apart.",
          "30s",
          Duration.ZERO,
          Duration.ofMinutes(10));

  static final Setting<Duration> REFRESH =
      Setting.duration(
          "kv.auth.jwt.jwks-refresh",
          "How often the JWK set is read again from its URL. While it can't be, the known keys stay"
              + " in use.",
          "5m",
          Duration.ofMillis(100),
          Duration.ofDays(1));

  static final Setting<Duration> RETRY =
      Setting.duration(
          "kv.auth.jwt.jwks-retry",
          "How long after it was read for a key that is not in it the JWK set is not read for"
              + " another one.",
          "10s",
          Duration.ofMillis(10),
          Duration.ofHours(1));

  static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "kv.auth.jwt.jwks-timeout",
          "How long connecting to the JWK set's URL, and each answer from there, may take; and how"
              + " long a request with a key that is not known waits for it.",
          "2s",
          Duration.ofMillis(100),
          Duration.ofMinutes(1));

  private JwtSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        JWKS, ISSUER, AUDIENCE, ALGORITHMS, CLAIM, ROLES, LEEWAY, REFRESH, RETRY, TIMEOUT);
  }

  /** Signatures only: who can check a code made with a shared key could make one. */
  private static Set<JWSAlgorithm> algorithms(String text) {
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      JWSAlgorithm algorithm = JWSAlgorithm.parse(word.strip());
      if (!JWSAlgorithm.Family.RSA.contains(algorithm)
          && (!JWSAlgorithm.Family.EC.contains(algorithm)
              || algorithm.equals(JWSAlgorithm.ES256K))) {
        throw new IllegalArgumentException(
            "must be some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512");
      }
      algorithms.add(algorithm);
    }
    return algorithms;
  }
}
