package kv.http.wire;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who issues tokens, and serves the keys for them on the loopback address. */
final class Issuer implements AutoCloseable {

  static final String NAME = "https://issuer.example";
  static final String AUDIENCE = "kv-of-the-test";

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile List<JWK> keys;

  Issuer(JWK... keys) throws IOException {
    this.keys = List.of(keys);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext(
        "/jwks",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = json().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  static JWK rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWK ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
  }

  /** How often the keys were asked for. */
  int asked() {
    return asked.get();
  }

  void serve(JWK... others) {
    keys = List.of(others);
  }

  /** The public keys, as they are served. */
  String json() {
    return new JWKSet(keys).toString(true);
  }

  /** Claims of a good token; change what is not to be good. */
  static JWTClaimsSet.Builder claims(String... grants) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience(AUDIENCE)
        .subject("ann")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .claim("kv", List.of(grants));
  }

  static String sign(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
    return sign(key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()), claims);
  }

  static String sign(JWK key, JWSHeader.Builder header, JWTClaimsSet claims) {
    try {
      JWSHeader typed = header.type(JOSEObjectType.JWT).build();
      JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, typed.getAlgorithm());
      SignedJWT jwt = new SignedJWT(typed, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From now on nobody is there. */
  @Override
  public void close() {
    server.stop(0);
  }
}
