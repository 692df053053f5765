package kv.http.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.http.auth.Reloads;
import kv.http.tls.TlsSettings.ClientAuth;
import kv.spi.Bytes;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS as configured, for Jetty. Its files are followed: connections that are made after a change
 * get the new certificate, those that are there keep theirs.
 */
public final class Tls {

  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final Settings settings;
  private final List<Path> files;
  private final boolean pem;

  private Tls(Settings settings, boolean pem) {
    this.settings = settings;
    this.pem = pem;
    this.files = new ArrayList<>();
    if (pem) {
      files.add(Path.of(settings.get(TlsSettings.CERTIFICATE)));
      files.add(Path.of(settings.get(TlsSettings.KEY)));
    } else {
      files.add(Path.of(settings.get(TlsSettings.KEY_STORE)));
    }
    settings.find(TlsSettings.CLIENT_CA).map(Path::of).ifPresent(files::add);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setRenegotiationAllowed(false);
    ClientAuth clientAuth = settings.get(TlsSettings.CLIENT_AUTH);
    factory.setWantClientAuth(clientAuth == ClientAuth.WANT);
    factory.setNeedClientAuth(clientAuth == ClientAuth.NEED);
  }

  /**
   * Empty where none is configured.
   *
   * @throws ConfigurationException naming what is wrong
   */
  public static Optional<Tls> open(Settings settings) {
    boolean pem = settings.find(TlsSettings.CERTIFICATE).isPresent();
    boolean store = settings.find(TlsSettings.KEY_STORE).isPresent();
    if (pem && store) {
      throw excluded(TlsSettings.CERTIFICATE, TlsSettings.KEY_STORE);
    }
    boolean asks = settings.get(TlsSettings.CLIENT_AUTH) != ClientAuth.NONE;
    if (asks != settings.find(TlsSettings.CLIENT_CA).isPresent()) {
      throw new ConfigurationException(
          "%s other than none and %s need each other"
              .formatted(TlsSettings.CLIENT_AUTH.name(), TlsSettings.CLIENT_CA.name()));
    }
    if (!pem && !store) {
      for (Setting<String> setting : List.of(TlsSettings.KEY, TlsSettings.CLIENT_CA)) {
        if (settings.find(setting).isPresent()) {
          throw new ConfigurationException(
              "%s is set, but neither %s nor %s"
                  .formatted(
                      setting.name(),
                      TlsSettings.CERTIFICATE.name(),
                      TlsSettings.KEY_STORE.name()));
        }
      }
      return Optional.empty();
    }
    Tls tls = new Tls(settings, pem);
    try {
      tls.use(Reloads.contents(tls.files));
    } catch (IOException | IllegalArgumentException e) {
      throw tls.unusable(e);
    }
    return Optional.of(tls);
  }

  /** For Jetty's connector. */
  public SslContextFactory.Server factory() {
    return factory;
  }

  /** Whether clients are asked for certificates, and so may prove by them who they are. */
  public boolean asksClients() {
    return settings.get(TlsSettings.CLIENT_AUTH) != ClientAuth.NONE;
  }

  /** From now on reads the files again whenever they change. */
  public void follow(Reloads reloads) {
    try {
      reloads.ofFiles("kv.tls", files, this::use);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private ConfigurationException unusable(Exception e) {
    String reason = e instanceof IOException ? e.toString() : e.getMessage();
    return new ConfigurationException("kv.tls, from %s: %s".formatted(files, reason), e);
  }

  private KeyMaterial use(List<Bytes> contents) {
    Optional<Bytes> authorities =
        settings.find(TlsSettings.CLIENT_CA).map(any -> contents.get(contents.size() - 1));
    KeyMaterial material =
        pem
            ? KeyMaterial.ofPem(
                contents.get(0),
                contents.get(1),
                settings.find(TlsSettings.KEY_PASSWORD),
                authorities)
            : KeyMaterial.ofStore(
                contents.get(0),
                settings.find(TlsSettings.KEY_STORE_PASSWORD).orElse(""),
                authorities);
    try {
      factory.reload(
          changed -> {
            changed.setKeyStore(material.own());
            changed.setKeyStorePassword(material.password());
            material.authorities().ifPresent(changed::setTrustStore);
          });
    } catch (Exception e) {
      throw new IllegalArgumentException("they make no TLS server", e);
    }
    return material;
  }

  private static ConfigurationException excluded(Setting<?> one, Setting<?> other) {
    return new ConfigurationException(
        "%s and %s exclude each other".formatted(one.name(), other.name()));
  }
}
