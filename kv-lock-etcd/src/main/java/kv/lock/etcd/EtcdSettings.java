package kv.lock.etcd;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;

/** The settings of the etcd lock manager, all below {@code kv.etcd.}. */
final class EtcdSettings {

  private static final int DEFAULT_PORT = 2379;
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /** A member's address for clients. */
  record Address(String host, int port, Optional<Boolean> encrypted) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  static final Setting<List<Address>> ENDPOINTS =
      new Setting<>(
          "kv.etcd.endpoints",
          "The members of the etcd cluster, separated by commas: host, host:port (port 2379) or"
              + " their URLs. One is talked to at a time, another if that fails.",
          Optional.of("127.0.0.1:2379"),
          EtcdSettings::addresses);

  static final Setting<String> NAMESPACE =
      new Setting<>(
          "kv.etcd.namespace",
          "What the names of all keys in etcd begin with. Front ends of one store have one, those of"
              + " another store another.",
          Optional.of("/kv/"),
          EtcdSettings::namespace);

  static final Setting<Duration> LEASE =
      Setting.duration(
          "kv.etcd.lease",
          "How long the locks of a front end that is gone stay locked; also how long it may be"
              + " paused without losing them. Whole seconds.",
          "10s",
          Duration.ofSeconds(5),
          Duration.ofMinutes(10));

  static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration(
          "kv.etcd.connect-timeout",
          "How long a call tries to reach a member that takes it; and the longest time to connect to"
              + " one.",
          "2s",
          Duration.ofMillis(50),
          Duration.ofMinutes(1));

  static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.duration(
          "kv.etcd.request-timeout",
          "How long a member may take to answer; the call's own time may end it earlier. Above the"
              + " time that etcd takes to elect a leader.",
          "3s",
          Duration.ofMillis(100),
          Duration.ofMinutes(1));

  static final Setting<String> USERNAME =
      Setting.optionalText("kv.etcd.username", "The user to log in as.");

  static final Setting<String> PASSWORD =
      Setting.optionalText("kv.etcd.password", "The user's password.");

  static final Setting<Boolean> TLS =
      Setting.flag(
          "kv.etcd.tls",
          "Whether connections to the members are encrypted; https:// in kv.etcd.endpoints says the"
              + " same.",
          false);

  static final Setting<String> CA =
      Setting.optionalText(
          "kv.etcd.tls.ca",
          "A PEM file with the certificates to trust, or a PKCS12 or JKS one; without it the JDK's.");

  static final Setting<String> CA_PASSWORD =
      Setting.optionalText("kv.etcd.tls.ca-password", "Its password, if it is PKCS12 or JKS.");

  static final Setting<String> CERTIFICATE =
      Setting.optionalText(
          "kv.etcd.tls.certificate", "A PEM file with this client's certificate chain.");

  static final Setting<String> KEY =
      Setting.optionalText(
          "kv.etcd.tls.key", "A PEM file with its private key in PKCS #8 (BEGIN PRIVATE KEY).");

  static final Setting<String> KEY_PASSWORD =
      Setting.optionalText("kv.etcd.tls.key-password", "The key's password, if it is encrypted.");

  private EtcdSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        ENDPOINTS,
        NAMESPACE,
        LEASE,
        CONNECT_TIMEOUT,
        REQUEST_TIMEOUT,
        USERNAME,
        PASSWORD,
        TLS,
        CA,
        CA_PASSWORD,
        CERTIFICATE,
        KEY,
        KEY_PASSWORD);
  }

  /**
   * Whether connections are encrypted.
   *
   * @throws ConfigurationException if the endpoints and the flag say different things
   */
  static boolean isEncrypted(Settings settings) {
    boolean flag = settings.get(TLS);
    List<Address> addresses = settings.get(ENDPOINTS);
    boolean https = addresses.stream().anyMatch(it -> it.encrypted().orElse(false));
    boolean http = addresses.stream().anyMatch(it -> !it.encrypted().orElse(true));
    if (http && (flag || https)) {
      throw new ConfigurationException(
          "kv.etcd.endpoints has an http:// address, though connections are to be encrypted");
    }
    return flag || https;
  }

  private static List<Address> addresses(String text) {
    List<Address> addresses = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      addresses.add(address(item.strip()));
    }
    return List.copyOf(addresses);
  }

  private static Address address(String text) {
    URI uri;
    try {
      uri = new URI(text.contains("://") ? text : "any://" + text);
    } catch (URISyntaxException e) {
      throw malformed(text, e);
    }
    Optional<Boolean> encrypted =
        switch (uri.getScheme()) {
          case "any" -> Optional.empty();
          case "http" -> Optional.of(false);
          case "https" -> Optional.of(true);
          default -> throw new IllegalArgumentException("'" + text + "' is neither http nor https");
        };
    boolean more = uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/");
    if (uri.getHost() == null || more || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw malformed(text, null);
    }
    return new Address(
        uri.getHost(), uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort(), encrypted);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'" + text + "' is no host, host:port or URL of a member", cause);
  }

  private static String namespace(String text) {
    if (!PRINTABLE.matcher(text).matches()) {
      throw new IllegalArgumentException("must be 1 to 128 printable ASCII characters");
    }
    return text;
  }
}
