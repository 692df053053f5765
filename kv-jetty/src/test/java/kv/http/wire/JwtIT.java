package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON Web Tokens of an issuer whose keys come, go and can't be had. */
final class JwtIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final JWK RSA = Issuer.rsa("rsa-1");
  private static final JWK EC = Issuer.ec("ec-1");

  @TempDir private Path temporary;

  private FrontEnd start(String jwks, Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.auth", "jwt");
    settings.put("kv.auth.jwt.jwks", jwks);
    settings.put("kv.auth.jwt.issuer", Issuer.NAME);
    settings.put("kv.auth.jwt.audience", Issuer.AUDIENCE);
    settings.put("kv.auth.jwt.leeway", "5s");
    settings.putAll(more);
    return FrontEnd.standalone("jwt", temporary, settings);
  }

  private static String token(JWK key, String... grants) {
    return Issuer.sign(
        key,
        key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256,
        Issuer.claims(grants).build());
  }

  @Test
  void a_signed_token_lets_in_as_far_as_its_claim_grants() throws IOException {
    try (Issuer issuer = new Issuer(RSA, EC);
        FrontEnd frontEnd = start(issuer.url(), Map.of())) {
      Http http = new Http(frontEnd);
      for (JWK key : List.of(RSA, EC)) {
        Http ann = http.bearing(token(key, "read,write:a/"));
        assertThat(ann.put("/v1/kv/a/" + key.getKeyID(), "1").statusCode()).isEqualTo(201);
        assertThat(ann.get("/v1/kv/a/" + key.getKeyID()).statusCode()).isEqualTo(200);
        assertNotApplied(403, ann.put("/v1/kv/b/1", "1"));
      }
      JWTClaimsSet text = Issuer.claims().claim("kv", "read:a/ admin").build();
      Http admin = http.bearing(Issuer.sign(EC, JWSAlgorithm.ES256, text));
      assertThat(admin.get("/v1/kv").statusCode()).isEqualTo(200);
      JWTClaimsSet none = Issuer.claims().claim("kv", null).build();
      assertNotApplied(
          403, http.bearing(Issuer.sign(EC, JWSAlgorithm.ES256, none)).get("/v1/kv/a/1"));
    }
  }

  @Test
  void a_token_that_is_not_as_it_must_be_is_invalid() throws Exception {
    try (Issuer issuer = new Issuer(RSA, EC);
        FrontEnd frontEnd = start(issuer.url(), Map.of())) {
      Http http = new Http(frontEnd);
      Instant past = Instant.now().minusSeconds(60);
      Map<String, String> tokens = new LinkedHashMap<>();
      tokens.put("expired", es256(Issuer.claims("read").expirationTime(Date.from(past))));
      tokens.put("without an end", es256(Issuer.claims("read").expirationTime(null)));
      tokens.put(
          "not yet",
          es256(Issuer.claims("read").notBeforeTime(Date.from(Instant.now().plusSeconds(60)))));
      tokens.put("of another issuer", es256(Issuer.claims("read").issuer("https://eve.example")));
      tokens.put("for somebody else", es256(Issuer.claims("read").audience("other")));
      tokens.put("of nobody", es256(Issuer.claims("read").subject(null)));
      tokens.put("with a grant that is none", es256(Issuer.claims("everything")));
      tokens.put("with a claim that is none", es256(Issuer.claims().claim("kv", 7)));
      tokens.put(
          "by an algorithm that is not allowed",
          Issuer.sign(RSA, JWSAlgorithm.RS512, Issuer.claims("read").build()));
      tokens.put("by a forged key", token(Issuer.ec("ec-1"), "read"));
      tokens.put("unsigned", new PlainJWT(Issuer.claims("read").build()).serialize());
      tokens.put(
          "by the public key as a shared one",
          Issuer.sign(
              new OctetSequenceKey.Builder(RSA.toRSAKey().toRSAPublicKey().getEncoded())
                  .keyID("rsa-1")
                  .build(),
              JWSAlgorithm.HS256,
              Issuer.claims("read").build()));
      String good = token(EC, "read");
      tokens.put("cut off", good.substring(0, good.length() - 2));
      tokens.put("altered", good.replaceFirst("\\.", ".e30"));
      for (Map.Entry<String, String> token : tokens.entrySet()) {
        HttpResponse<byte[]> response = http.bearing(token.getValue()).get("/v1/kv/a/1");
        assertThat(response.statusCode()).as(token.getKey()).isEqualTo(401);
        assertNotApplied(401, response);
        assertThat(field(response, "WWW-Authenticate")).contains("error=\"invalid_token\"");
      }
      assertThat(http.bearing(good).get("/v1/kv/a/1").statusCode()).isEqualTo(404);
      assertThat(
              http.bearing(
                      es256(
                          Issuer.claims("read")
                              .expirationTime(Date.from(Instant.now().minusSeconds(1)))))
                  .get("/v1/kv/a/1")
                  .statusCode())
          .as("expired within the leeway")
          .isEqualTo(404);
    }
  }

  private static String es256(JWTClaimsSet.Builder claims) {
    return Issuer.sign(EC, JWSAlgorithm.ES256, claims.build());
  }

  @Test
  void an_accepted_token_is_refused_once_it_has_expired() throws IOException {
    try (Issuer issuer = new Issuer(EC);
        FrontEnd frontEnd = start(issuer.url(), Map.of("kv.auth.jwt.leeway", "0s"))) {
      Instant soon = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
      Http ann =
          new Http(frontEnd).bearing(es256(Issuer.claims("read").expirationTime(Date.from(soon))));
      assertThat(ann.get("/v1/kv").statusCode()).isEqualTo(200);
      Polling.until(PATIENCE, () -> ann.get("/v1/kv").statusCode() == 401);
      assertThat(Instant.now()).isAfterOrEqualTo(soon);
    }
  }

  @Test
  void a_new_key_is_fetched_when_it_is_first_seen_but_not_for_every_invented_one()
      throws IOException {
    JWK next = Issuer.ec("ec-2");
    try (Issuer issuer = new Issuer(EC);
        FrontEnd frontEnd =
            start(
                issuer.url(),
                Map.of("kv.auth.jwt.jwks-refresh", "1h", "kv.auth.jwt.jwks-retry", "1h"))) {
      Http http = new Http(frontEnd);
      assertThat(http.bearing(token(EC, "read")).get("/v1/kv").statusCode()).isEqualTo(200);
      assertThat(issuer.asked()).isEqualTo(1);
      issuer.serve(EC, next);
      assertThat(http.bearing(token(next, "read")).get("/v1/kv").statusCode()).isEqualTo(200);
      assertThat(issuer.asked()).isEqualTo(2);
      for (int i = 0; i < 20; i++) {
        JWSHeader.Builder invented = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("none-" + i);
        assertNotApplied(
            401,
            http.bearing(Issuer.sign(EC, invented, Issuer.claims("read").build())).get("/v1/kv"));
      }
      assertThat(issuer.asked()).isEqualTo(2);
    }
  }

  @Test
  void a_withdrawn_key_ends_what_was_signed_by_it() throws IOException {
    try (Issuer issuer = new Issuer(EC, RSA);
        FrontEnd frontEnd = start(issuer.url(), Map.of("kv.auth.jwt.jwks-refresh", "100ms"))) {
      Http ann = new Http(frontEnd).bearing(token(EC, "read"));
      assertThat(ann.get("/v1/kv").statusCode()).isEqualTo(200);
      issuer.serve(RSA);
      Polling.until(PATIENCE, () -> ann.get("/v1/kv").statusCode() == 401);
    }
  }

  @Test
  void while_the_issuer_is_away_known_keys_count_and_unknown_ones_do_not() throws IOException {
    Issuer issuer = new Issuer(EC);
    try (FrontEnd frontEnd =
        start(
            issuer.url(),
            Map.of("kv.auth.jwt.jwks-refresh", "100ms", "kv.auth.jwt.jwks-retry", "10ms"))) {
      Http http = new Http(frontEnd);
      Http ann = http.bearing(token(EC, "read"));
      assertThat(ann.get("/v1/kv").statusCode()).isEqualTo(200);
      issuer.close();
      String failing = "kv_reload_failing{what=\"kv.auth.jwt.jwks\"}";
      Polling.until(PATIENCE, () -> Metrics.of(ann).value(failing) == 1);
      assertThat(http.bearing(token(EC, "read")).get("/v1/kv").statusCode()).isEqualTo(200);
      assertNotApplied(401, http.bearing(token(Issuer.ec("new"), "read")).get("/v1/kv"));
    } finally {
      issuer.close();
    }
  }

  @Test
  void an_issuer_that_is_away_at_the_start_is_waited_for() throws IOException {
    Issuer issuer = new Issuer(EC);
    issuer.close();
    try (FrontEnd frontEnd = start(issuer.url(), Map.of())) {
      HttpResponse<byte[]> response = new Http(frontEnd).bearing(token(EC, "read")).get("/v1/kv/a");
      assertNotApplied(503, response);
      assertThat(field(response, "Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void keys_may_stand_in_a_file_and_claims_may_hold_roles() throws IOException {
    try (Issuer issuer = new Issuer(EC)) {
      Path file = Files.writeString(temporary.resolve("jwks.json"), issuer.json());
      Map<String, String> more =
          Map.of(
              "kv.auth.jwt.claim",
              "roles",
              "kv.auth.jwt.roles",
              "reader=read:a/ writer=write:a/ writer=read:b/");
      try (FrontEnd frontEnd = start(file.toString(), more)) {
        JWTClaimsSet claims = Issuer.claims().claim("roles", List.of("openid", "writer")).build();
        Http ann = new Http(frontEnd).bearing(Issuer.sign(EC, JWSAlgorithm.ES256, claims));
        assertThat(ann.put("/v1/kv/a/1", "1").statusCode()).isEqualTo(201);
        assertNotApplied(403, ann.get("/v1/kv/a/1"));
        assertThat(ann.get("/v1/kv/b/1").statusCode()).isEqualTo(404);
      }
    }
  }

  @Test
  void tokens_of_a_file_and_signed_ones_may_be_taken_side_by_side() throws IOException {
    TokenFile tokens = TokenFile.create(temporary, TokenFile.line("bob", "bobs.own.token", "read"));
    try (Issuer issuer = new Issuer(EC);
        FrontEnd frontEnd =
            start(
                issuer.url(),
                Map.of("kv.auth", "tokens,jwt", "kv.auth.tokens", tokens.path().toString()))) {
      Http http = new Http(frontEnd);
      assertThat(http.bearing("bobs.own.token").get("/v1/kv").statusCode()).isEqualTo(200);
      assertThat(http.bearing(token(EC, "read")).get("/v1/kv").statusCode()).isEqualTo(200);
      assertNotApplied(401, http.bearing("eves.own.token").get("/v1/kv"));
    }
  }
}
