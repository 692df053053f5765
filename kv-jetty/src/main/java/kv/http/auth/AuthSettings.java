package kv.http.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kv.spi.Setting;

/** The settings of who gets in. */
public final class AuthSettings {

  /** What may prove who calls. */
  public enum Kind {
    NONE,
    TOKENS,
    JWT,
    CERTIFICATE,
    CONTAINER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Setting<Set<Kind>> AUTH =
      new Setting<>(
          "kv.auth",
          "What proves who calls, one or several separated by commas: tokens (a file of bearer"
              + " tokens), jwt, certificate (of TLS clients), container (whom the servlet container"
              + " has authenticated); or none, which lets everybody do everything. It must be given"
              + " where kv.http.host is not a loopback address; in a servlet container requests"
              + " that arrive at other addresses are else refused.",
          Optional.empty(),
          AuthSettings::kinds);

  public static final Setting<String> TOKENS =
      Setting.optionalText(
          "kv.auth.tokens",
          "With kv.auth=tokens: the file of bearer tokens, a line for each: a name, sha256: and the"
              + " token's SHA-256 in hexadecimal, grants such as read,write:users/ read:shared/"
              + " admin.");

  public static final Setting<String> CERTIFICATES =
      Setting.optionalText(
          "kv.auth.certificates",
          "With kv.auth=certificate: the file of subjects, a line for each: the certificate's"
              + " subject in double quotes, as in \"CN=ann,O=Example\", and grants.");

  static final Setting<RoleMap> CONTAINER_ROLES =
      new Setting<>(
          "kv.auth.container.roles",
          "With kv.auth=container: what the container's roles give, as ROLE=GRANT, separated by"
              + " spaces.",
          Optional.of("kv-read=read kv-write=write kv-admin=admin"),
          RoleMap::parse);

  public static final Setting<Duration> RELOAD_INTERVAL =
      Setting.duration(
          "kv.reload-interval",
          "How often the files of tokens, subjects, keys and certificates are looked at; changes"
              + " count without a restart.",
          "2s",
          Duration.ofMillis(10),
          Duration.ofHours(1));

  public static final Setting<Exposure> EXPOSE_METRICS =
      exposure("kv.http.expose.metrics", "Who may read /metrics");

  public static final Setting<Exposure> EXPOSE_OPENAPI =
      exposure("kv.http.expose.openapi", "Who may read /openapi.json");

  public static final Setting<Exposure> EXPOSE_HEALTH =
      exposure(
          "kv.http.expose.health-details",
          "Who is told by /health/ready why it is down; all are told that it is");

  private AuthSettings() {}

  /** All of them, in the order of the reference file. */
  public static List<Setting<?>> all() {
    List<Setting<?>> all = new ArrayList<>(List.of(AUTH, TOKENS));
    all.addAll(JwtSettings.all());
    all.addAll(
        List.of(
            CERTIFICATES,
            CONTAINER_ROLES,
            RELOAD_INTERVAL,
            EXPOSE_METRICS,
            EXPOSE_OPENAPI,
            EXPOSE_HEALTH));
    return all;
  }

  private static Setting<Exposure> exposure(String name, String what) {
    Setting<Exposure> choice = Setting.choice(name, what, Exposure.OPEN, Exposure.class);
    return new Setting<>(
        name,
        what
            + ": open (everybody), authenticated or admin. Not given, it is open with"
            + " kv.auth=none or where kv.auth is not given, else authenticated.",
        Optional.empty(),
        choice.parser());
  }

  private static Set<Kind> kinds(String text) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String word : text.split(",", -1)) {
      kinds.add(
          Arrays.stream(Kind.values())
              .filter(kind -> kind.word().equals(word.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "must be some of "
                              + Arrays.stream(Kind.values())
                                  .map(Kind::word)
                                  .collect(Collectors.joining(", ")))));
    }
    if (kinds.contains(Kind.NONE) && kinds.size() > 1) {
      throw new IllegalArgumentException("none excludes all others");
    }
    return kinds;
  }
}
