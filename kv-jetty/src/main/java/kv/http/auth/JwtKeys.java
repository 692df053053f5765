package kv.http.auth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import kv.spi.Bytes;
import kv.spi.ConfigurationException;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's public keys. They are read by a thread of their own, at an interval and when a token
 * names one that is not among them; requests never wait for the network but in the latter case, and
 * then for a bounded time. While the issuer is away the keys stay as they are.
 */
final class JwtKeys {

  private static final int MAX_SIZE = 1 << 20;

  private final Reloads reloads;
  private final Reloading<JWKSet> keys;
  private final Duration retry;
  private final Duration timeout;
  private final LongSupplier nanoTime;

  private @Nullable Future<?> look;
  private long lookedAt;

  private JwtKeys(
      Reloads reloads, Reloading<JWKSet> keys, Settings settings, LongSupplier nanoTime) {
    this.reloads = reloads;
    this.keys = keys;
    this.retry = settings.get(JwtSettings.RETRY);
    this.timeout = settings.get(JwtSettings.TIMEOUT);
    this.nanoTime = nanoTime;
  }

  /**
   * @throws ConfigurationException if a file can't be read; an issuer may be away
   */
  static JwtKeys open(Settings settings, Reloads reloads, LongSupplier nanoTime) {
    String from = settings.get(JwtSettings.JWKS);
    String what = JwtSettings.JWKS.name();
    try {
      Reloading<JWKSet> keys =
          from.startsWith("https://") || from.startsWith("http://")
              ? reloads.of(
                  what,
                  source(url(from), settings.get(JwtSettings.TIMEOUT)),
                  JwtKeys::parse,
                  new JWKSet(),
                  settings.get(JwtSettings.REFRESH))
              : reloads.ofFiles(what, List.of(Path.of(from)), JwtKeys::parse);
      return new JwtKeys(reloads, keys, settings, nanoTime);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s: %s".formatted(JwtSettings.JWKS.name(), e.getMessage()), e);
    }
  }

  /** All that are known now. */
  JWKSet get() {
    return keys.get();
  }

  /** Sees to it that a key is known, if the issuer has it; gives up after a bounded time. */
  void lookFor(@Nullable String keyId) {
    if (!get().isEmpty() && (keyId == null || get().getKeyByKeyId(keyId) != null)) {
      return;
    }
    try {
      look().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The look says itself what is wrong; here it only matters which keys are known.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Future<?> look() {
    long now = nanoTime.getAsLong();
    if (look == null || (look.isDone() && now - lookedAt >= retry.toNanos())) {
      look = reloads.look(keys);
      lookedAt = now;
    }
    return look;
  }

  private static Reloads.Source source(URL url, Duration timeout) {
    int millis = Math.toIntExact(timeout.toMillis());
    DefaultResourceRetriever retriever = new DefaultResourceRetriever(millis, millis, MAX_SIZE);
    return () -> List.of(Bytes.utf8(retriever.retrieveResource(url).getContent()));
  }

  /** Whoever can alter what comes from there makes tokens: so it is TLS, or this machine. */
  private static URL url(String text) {
    URI uri = URI.create(text);
    String host = String.valueOf(uri.getHost());
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException("the URL has a user in it, which would show in logs");
    }
    if (!uri.getScheme().equals("https")
        && !host.equals("localhost")
        && !Authentication.isLoopbackAddress(host)) {
      throw new IllegalArgumentException("must be an https URL");
    }
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("is no URL", e);
    }
  }

  private static JWKSet parse(List<Bytes> contents) {
    try {
      String json = StandardCharsets.UTF_8.decode(contents.get(0).asByteBuffer()).toString();
      JWKSet set = JWKSet.parse(json).toPublicJWKSet();
      if (set.isEmpty()) {
        throw new IllegalArgumentException("there is no public key in it");
      }
      return set;
    } catch (ParseException e) {
      throw new IllegalArgumentException("it is no JWK set (RFC 7517)", e);
    }
  }
}
