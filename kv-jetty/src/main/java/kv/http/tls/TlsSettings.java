package kv.http.tls;

import java.util.List;
import kv.spi.Setting;

/** The settings of TLS; in a servlet container it is the container's business. */
public final class TlsSettings {

  /** Whether clients are asked for certificates. */
  public enum ClientAuth {
    NONE,
    WANT,
    NEED
  }

  static final Setting<String> CERTIFICATE =
      Setting.optionalText(
          "kv.tls.certificate",
          "A PEM file with the server's certificate chain, its own certificate first; with it the"
              + " server speaks TLS and nothing else (java -jar only, as all of kv.tls).");

  static final Setting<String> KEY =
      Setting.optionalText(
          "kv.tls.key", "A PEM file with its private key in PKCS #8 (BEGIN PRIVATE KEY).");

  static final Setting<String> KEY_PASSWORD =
      Setting.optionalText("kv.tls.key-password", "The key's password, if it is encrypted.");

  static final Setting<String> KEY_STORE =
      Setting.optionalText(
          "kv.tls.key-store",
          "A PKCS12 file with certificate chain and key, instead of kv.tls.certificate and"
              + " kv.tls.key.");

  static final Setting<String> KEY_STORE_PASSWORD =
      Setting.optionalText("kv.tls.key-store-password", "Its password.");

  public static final Setting<ClientAuth> CLIENT_AUTH =
      Setting.choice(
          "kv.tls.client-auth",
          "Whether clients are asked for certificates: none, want (they may have one) or need (they"
              + " can't connect without).",
          ClientAuth.NONE,
          ClientAuth.class);

  static final Setting<String> CLIENT_CA =
      Setting.optionalText(
          "kv.tls.client-ca", "A PEM file with the authorities whose client certificates count.");

  private TlsSettings() {}

  /** All of them, in the order of the reference file. */
  public static List<Setting<?>> all() {
    return List.of(
        CERTIFICATE, KEY, KEY_PASSWORD, KEY_STORE, KEY_STORE_PASSWORD, CLIENT_AUTH, CLIENT_CA);
  }
}
