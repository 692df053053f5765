package kv.http.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kv.http.auth.Authentication;
import kv.http.config.Configuration;
import kv.http.config.HttpSettings;
import kv.http.limit.jetty.ConnectorLimits;
import kv.http.ops.Logging;
import kv.http.tls.Tls;
import kv.http.tls.TlsSettings;
import kv.spi.ConfigurationException;
import kv.spi.Settings;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front end on an embedded Jetty, as {@code java -jar kv.war} runs it. {@link
 * kv.http.launch.Launcher}, which shares no class with it, calls it with the unpacked WAR and is
 * told what stops it, before anybody is told that it is ready: whoever waits for that may stop it
 * at once.
 */
public final class Standalone implements BiConsumer<Path, Consumer<AutoCloseable>> {

  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

  @Override
  public void accept(Path unpackedWar, Consumer<AutoCloseable> started) {
    Running running =
        start(
            Configuration.load(Map.of(), System.getenv(), System.getProperties()),
            unpackedWar.resolve("WEB-INF/plugins"));
    started.accept(
        () -> {
          running.close();
          Logging.stop();
        });
    LOG.info("kv is ready at {} with {}", running.url, running.server.description());
  }

  /** A running server. Closing it lets running requests finish first. */
  public static final class Running implements AutoCloseable {
    private final Server jetty;
    private final KvServer server;
    private final URI url;
    private final Duration drainDelay;

    private Running(Server jetty, KvServer server, URI url, Duration drainDelay) {
      this.jetty = jetty;
      this.server = server;
      this.url = url;
      this.drainDelay = drainDelay;
    }

    public int port() {
      return url.getPort();
    }

    @Override
    public void close() {
      server.readiness().stopping();
      LOG.info("stopping");
      try {
        Thread.sleep(drainDelay.toMillis());
        jetty.stop();
        LOG.info("stopped");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.error("could not stop in order", e);
      }
    }
  }

  /**
   * Starts listening.
   *
   * @throws ConfigurationException naming what is wrong; nothing is left running then
   */
  public static Running start(Configuration configuration, Path bundledPlugins) {
    Settings settings = configuration.settings();
    Authentication.requireDecision(settings, HttpSettings.HOST);
    Optional<Tls> tls = Tls.open(settings);
    requireProof(settings, tls);
    // A pool would hand a buffer that Jetty releases twice to two connections (decision 154).
    Server jetty = new Server(threads(settings), null, new ByteBufferPool.NonPooling());
    ServerConnector connector = connector(jetty, http(settings), tls);
    connector.setHost(settings.get(HttpSettings.HOST));
    connector.setPort(settings.get(HttpSettings.PORT));
    connector.setIdleTimeout(settings.get(HttpSettings.IDLE_TIMEOUT).toMillis());
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.setAttribute(KvListener.BUNDLED_PLUGINS, bundledPlugins);
    context.addEventListener(new KvListener(configuration));
    ProblemErrorHandler problems =
        new ProblemErrorHandler(status -> server(context).limits().refusals().answered(status));
    context.setErrorHandler(problems);
    jetty.setErrorHandler(problems);
    context.addEventListener(
        new LifeCycle.Listener() {
          /** The front end is there now, and no connector open yet. */
          @Override
          public void lifeCycleStarted(LifeCycle event) {
            KvServer server = server(context);
            ConnectorLimits.install(
                connector,
                settings,
                server.limits().refusals(),
                server.metrics().registry(),
                System::nanoTime);
          }
        });
    jetty.setHandler(new GracefulHandler(context));
    jetty.setStopTimeout(settings.get(HttpSettings.STOP_TIMEOUT).toMillis());
    KvServer server;
    try {
      jetty.start();
      server = server(context);
      tls.ifPresent(files -> files.follow(server.reloads()));
    } catch (Exception e) {
      stopAfterFailure(jetty, e);
      throw cause(e, settings);
    }
    String scheme = tls.isPresent() ? "https://" : "http://";
    URI url = URI.create(scheme + urlHost(connector) + ':' + connector.getLocalPort() + '/');
    return new Running(jetty, server, url, settings.get(HttpSettings.DRAIN_DELAY));
  }

  private static KvServer server(ServletContextHandler context) {
    return (KvServer) context.getServletContext().getAttribute(KvListener.SERVER);
  }

  private static ServerConnector connector(
      Server jetty, HttpConfiguration http, Optional<Tls> tls) {
    if (tls.isEmpty()) {
      return new ServerConnector(jetty, new HttpConnectionFactory(http));
    }
    // The store has one name for all: which one a client means by Host or SNI makes no difference.
    http.addCustomizer(new SecureRequestCustomizer(false));
    return new ServerConnector(jetty, tls.get().factory(), new HttpConnectionFactory(http));
  }

  private static void requireProof(Settings settings, Optional<Tls> tls) {
    if (Authentication.isByCertificate(settings) && !tls.map(Tls::asksClients).orElse(false)) {
      throw new ConfigurationException(
          "kv.auth names certificate, but by %s clients are asked for none"
              .formatted(TlsSettings.CLIENT_AUTH.name()));
    }
  }

  private static QueuedThreadPool threads(Settings settings) {
    QueuedThreadPool threads = new QueuedThreadPool(settings.get(HttpSettings.THREADS));
    threads.setName("http");
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    }
    return threads;
  }

  private static HttpConfiguration http(Settings settings) {
    HttpConfiguration http = new HttpConfiguration();
    // These are made for each request: outside the heap they are dear, and large ones are in any
    // case. A longer head of an answer gets a larger one.
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    http.setInputBufferSize(4 << 10);
    http.setResponseHeaderSize(1 << 10);
    http.setSendServerVersion(false);
    // Otherwise a media type may come in as an earlier request spelt it.
    http.setHeaderCacheCaseSensitive(true);
    http.setRequestHeaderSize(settings.get(HttpSettings.MAX_HEADER_SIZE).intValue());
    // What is ambiguous in a path is judged by KeyPath, with one answer on every container.
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    return http;
  }

  private static void stopAfterFailure(Server jetty, Exception failure) {
    try {
      jetty.stop();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  private static String urlHost(ServerConnector connector) {
    String host = connector.getHost();
    return host.indexOf(':') < 0 ? host : '[' + host + ']';
  }

  private static ConfigurationException cause(Exception e, Settings settings) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigurationException configuration) {
        return configuration;
      }
    }
    return new ConfigurationException(
        "can't listen on %s:%d: %s"
            .formatted(
                settings.get(HttpSettings.HOST), settings.get(HttpSettings.PORT), e.getMessage()),
        e);
  }
}
