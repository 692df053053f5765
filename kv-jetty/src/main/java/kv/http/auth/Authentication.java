package kv.http.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import kv.http.auth.AuthSettings.Kind;
import kv.spi.Bytes;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;

/** Names the caller of a request, by the means that {@code kv.auth} lists. */
public final class Authentication {

  private static final Caller ANYBODY = new Caller.Known(Caller.ANONYMOUS, Grants.ALL, false);

  private static final Caller STRANGER =
      new Caller.Refused(
          403,
          "kv.auth is not configured, so only requests that arrive at a loopback address are"
              + " served",
          "");

  private final Optional<Set<Kind>> kinds;
  private final List<Means> means;
  private final Caller nobody;
  private final Exposures exposures;

  private Authentication(Settings settings, Optional<Set<Kind>> kinds, List<Means> means) {
    this.kinds = kinds;
    this.means = means;
    this.exposures =
        new Exposures(
            exposure(settings, AuthSettings.EXPOSE_METRICS),
            exposure(settings, AuthSettings.EXPOSE_OPENAPI),
            exposure(settings, AuthSettings.EXPOSE_HEALTH));
    boolean bearer =
        kinds.isPresent() && (kinds.get().contains(Kind.TOKENS) || kinds.get().contains(Kind.JWT));
    this.nobody =
        bearer
            ? new Caller.Refused(401, "a bearer token is needed", BearerMeans.CHALLENGE)
            : new Caller.Refused(403, "nothing proves who calls", "");
  }

  /**
   * @throws ConfigurationException naming what is wrong
   */
  public static Authentication open(Settings settings, Reloads reloads) {
    Optional<Set<Kind>> kinds = settings.find(AuthSettings.AUTH);
    Set<Kind> named = kinds.orElse(Set.of());
    refuseUnused(settings, named);
    List<Means> means = new ArrayList<>();
    List<BearerMeans.Reader> bearers = new ArrayList<>();
    if (named.contains(Kind.TOKENS)) {
      Reloading<Tokens> tokens = file(settings, AuthSettings.TOKENS, reloads, Tokens::parse);
      bearers.add((token, hash) -> tokens.get().find(hash).map(Function.identity()));
    }
    if (named.contains(Kind.JWT)) {
      JwtKeys keys = JwtKeys.open(settings, reloads, System::nanoTime);
      bearers.add(new JwtReader(settings, keys, InstantSource.system()));
    }
    if (!bearers.isEmpty()) {
      means.add(new BearerMeans(bearers));
    }
    if (named.contains(Kind.CERTIFICATE)) {
      means.add(
          new CertificateMeans(
              file(settings, AuthSettings.CERTIFICATES, reloads, CertificateMeans::parse)));
    }
    if (named.contains(Kind.CONTAINER)) {
      means.add(new ContainerMeans(settings.get(AuthSettings.CONTAINER_ROLES)));
    }
    return new Authentication(settings, kinds, means);
  }

  /**
   * Refuses to listen where strangers may come by unless it was said who gets in.
   *
   * @throws ConfigurationException that says what to set
   */
  public static void requireDecision(Settings settings, Setting<String> host) {
    Optional<Set<Kind>> kinds = settings.find(AuthSettings.AUTH);
    if (kinds.isEmpty() && !isLoopback(settings.get(host))) {
      throw new ConfigurationException(
          "%s is '%s', which is no loopback address: say who gets in, by %s=tokens with %s, or let"
                  .formatted(
                      host.name(),
                      settings.get(host),
                      AuthSettings.AUTH.name(),
                      AuthSettings.TOKENS.name())
              + " everybody do everything by %s=none (docs/security.md)"
                  .formatted(AuthSettings.AUTH.name()));
    }
    if (kinds.orElse(Set.of()).contains(Kind.CONTAINER)) {
      throw new ConfigurationException(
          "%s names container, but this server runs in none".formatted(AuthSettings.AUTH.name()));
    }
  }

  /** Whether the certificates of TLS clients prove who they are. */
  public static boolean isByCertificate(Settings settings) {
    return settings.find(AuthSettings.AUTH).orElse(Set.of()).contains(Kind.CERTIFICATE);
  }

  /** Who sent it, or why nobody is let in by it. */
  public Caller caller(HttpServletRequest request) {
    if (kinds.isEmpty()) {
      return isLoopbackAddress(request.getLocalAddr()) ? ANYBODY : STRANGER;
    }
    if (means.isEmpty()) {
      return ANYBODY;
    }
    for (Means each : means) {
      Optional<Caller> caller = each.caller(request);
      if (caller.isPresent()) {
        return caller.get();
      }
    }
    return nobody;
  }

  private Exposure exposure(Settings settings, Setting<Exposure> setting) {
    Exposure exposure =
        settings.find(setting).orElse(means.isEmpty() ? Exposure.OPEN : Exposure.AUTHENTICATED);
    if (exposure != Exposure.OPEN && means.isEmpty()) {
      throw new ConfigurationException(
          "%s closes to all but some, but %s names nothing that proves who calls"
              .formatted(setting.name(), AuthSettings.AUTH.name()));
    }
    return exposure;
  }

  public Exposures exposures() {
    return exposures;
  }

  /** For the start-up line. */
  public String description() {
    return kinds.isEmpty()
        ? "none, on loopback only"
        : kinds.get().stream().map(Kind::word).collect(Collectors.joining(", "));
  }

  /** A file that nobody reads would look as if it kept somebody out. */
  private static void refuseUnused(Settings settings, Set<Kind> named) {
    Map<Kind, Setting<String>> files =
        Map.of(
            Kind.TOKENS,
            AuthSettings.TOKENS,
            Kind.JWT,
            JwtSettings.JWKS,
            Kind.CERTIFICATE,
            AuthSettings.CERTIFICATES);
    files.forEach(
        (kind, setting) -> {
          if (settings.find(setting).isPresent() && !named.contains(kind)) {
            throw new ConfigurationException(
                "%s is set, but %s does not name %s"
                    .formatted(setting.name(), AuthSettings.AUTH.name(), kind.word()));
          }
        });
  }

  private static <T> Reloading<T> file(
      Settings settings, Setting<String> setting, Reloads reloads, Function<Bytes, T> parser) {
    String path = settings.get(setting);
    try {
      return reloads.ofFiles(
          setting.name(), List.of(Path.of(path)), contents -> parser.apply(contents.get(0)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is '%s': %s".formatted(setting.name(), path, e.getMessage()), e);
    }
  }

  /** By name too; one that has no address is for whoever tries to listen there to refuse. */
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /** Of an address as a container writes it, which is never looked up as a name. */
  static boolean isLoopbackAddress(@Nullable String address) {
    if (address == null) {
      return false;
    }
    String bare = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
    return bare.startsWith("127.") || bare.equals("::1") || bare.equals("0:0:0:0:0:0:0:1");
  }
}
