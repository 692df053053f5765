package kv.lock.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import kv.lock.etcd.EtcdSettings.Address;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;

/** Makes the channels to the members, with all the threads that they need. */
final class Channels implements AutoCloseable {

  /** etcd closes the connection of whoever asks more often than each 5 s. */
  private static final long PING_SECONDS = 6;

  private static final long CLOSE_SECONDS = 3;

  /**
   * It tells each start that there is no native transport. Held, or else its level is forgotten.
   */
  private final Logger chatter = Logger.getLogger("io.grpc.netty.TcpMetrics");

  private final int connectMillis;
  private final @Nullable SslContext tls;
  private final EventLoopGroup loops =
      new NioEventLoopGroup(2, new DefaultThreadFactory("kv-etcd-io", true));
  private final ExecutorService calls =
      Executors.newFixedThreadPool(2, new DefaultThreadFactory("kv-etcd-call", true));

  /**
   * @throws ConfigurationException if a certificate or key can't be used
   */
  Channels(Settings settings) {
    chatter.setLevel(Level.WARNING);
    this.connectMillis =
        (int) Math.min(Integer.MAX_VALUE, settings.get(EtcdSettings.CONNECT_TIMEOUT).toMillis());
    this.tls = EtcdSettings.isEncrypted(settings) ? context(settings) : null;
  }

  ManagedChannel to(Address address) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(loops)
            .executor(calls)
            .offloadExecutor(calls)
            .disableRetry()
            .disableServiceConfigLookUp()
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_SECONDS, TimeUnit.SECONDS);
    return tls == null ? builder.usePlaintext().build() : builder.sslContext(tls).build();
  }

  private static SslContext context(Settings settings) {
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
    Optional<String> ca = settings.find(EtcdSettings.CA);
    Optional<String> certificate = settings.find(EtcdSettings.CERTIFICATE);
    Optional<String> key = settings.find(EtcdSettings.KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new ConfigurationException(
          "kv.etcd.tls.certificate and kv.etcd.tls.key must be configured both or neither");
    }
    ca.ifPresent(file -> trust(builder, file, settings.find(EtcdSettings.CA_PASSWORD)));
    if (certificate.isPresent() && key.isPresent()) {
      String password = settings.find(EtcdSettings.KEY_PASSWORD).orElse(null);
      try {
        builder.keyManager(
            readable(EtcdSettings.CERTIFICATE, certificate.get()),
            readable(EtcdSettings.KEY, key.get()),
            password);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            "kv.etcd.tls.certificate and kv.etcd.tls.key can't be used: they must be PEM, the key in"
                + " PKCS #8: "
                + e.getMessage(),
            e);
      }
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new ConfigurationException("kv.etcd.tls can't be used: " + e.getMessage(), e);
    }
  }

  private static void trust(SslContextBuilder builder, String name, Optional<String> password) {
    File file = readable(EtcdSettings.CA, name);
    try {
      if (isPem(file.toPath())) {
        builder.trustManager(file);
        return;
      }
      KeyStore store =
          KeyStore.getInstance(file, password.map(String::toCharArray).orElse(new char[0]));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      builder.trustManager(factory);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "kv.etcd.tls.ca is '%s', which is not PEM, and can't be read as a key store: %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static boolean isPem(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return text.contains("-----BEGIN CERTIFICATE-----");
  }

  private static File readable(Setting<String> setting, String name) {
    File file = new File(name);
    if (!file.isFile() || !file.canRead()) {
      throw new ConfigurationException(
          "%s is '%s', which can't be read".formatted(setting.name(), name));
    }
    return file;
  }

  /** Waits for its threads to end, but not for ever. */
  @Override
  public void close() {
    calls.shutdown();
    boolean interrupted = false;
    try {
      boolean ended =
          loops
                  .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                  .await(Duration.ofSeconds(CLOSE_SECONDS).toMillis())
              && calls.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        calls.shutdownNow();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
