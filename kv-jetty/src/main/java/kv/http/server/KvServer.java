package kv.http.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.http.auth.AuthSettings;
import kv.http.auth.Authentication;
import kv.http.auth.Reloads;
import kv.http.call.CallObserver;
import kv.http.call.KvCalls;
import kv.http.call.LockWaits;
import kv.http.call.WriteLimit;
import kv.http.config.Configuration;
import kv.http.config.HttpSettings;
import kv.http.limit.LimitSettings;
import kv.http.limit.Quotas;
import kv.http.limit.Refusals;
import kv.http.limit.RequestLimits;
import kv.http.ops.AccessLog;
import kv.http.ops.AuditLog;
import kv.http.ops.CallMetrics;
import kv.http.ops.Readiness;
import kv.http.tls.TlsSettings;
import kv.spi.Capabilities;
import kv.spi.ConfigurationException;
import kv.spi.Health;
import kv.spi.KvBackend;
import kv.spi.Setting;
import kv.spi.Settings;
import kv.spi.plugin.Plugins;

/** One front end: the backend that the configuration names, and all that serves it over HTTP. */
public final class KvServer implements AutoCloseable {

  private final Plugins plugins;
  private final KvBackend backend;
  private final KvCalls calls;
  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final Reloads reloads;
  private final Authentication authentication;
  private final RequestLimits limits;
  private final Optional<Quotas> quotas;
  private final AccessLog accessLog;
  private final String description;
  private final HttpSettings.Adapter adapter;

  private KvServer(
      Settings settings,
      Plugins plugins,
      PrometheusMeterRegistry metrics,
      Reloads reloads,
      Authentication authentication,
      Optional<AuditLog> audit,
      KvBackend backend) {
    this.plugins = plugins;
    this.metrics = metrics;
    this.reloads = reloads;
    this.authentication = authentication;
    this.backend = backend;
    String backendName = settings.get(HttpSettings.BACKEND);
    readiness = new Readiness(backend);
    Gauge.builder("kv.ready", readiness, r -> r.health() instanceof Health.Up ? 1 : 0)
        .description("1 while /health/ready says so")
        .register(metrics);
    limits = new RequestLimits(settings, new Refusals(metrics), System::nanoTime);
    quotas = Quotas.open(settings, backend, limits.refusals(), metrics);
    calls =
        new KvCalls(
            backend,
            new KvCalls.Limits(
                settings.get(HttpSettings.MAX_VALUE_SIZE),
                settings.get(HttpSettings.CALL_TIMEOUT),
                settings.get(HttpSettings.MAX_CONCURRENT_CALLS),
                new LockWaits(
                    settings.get(HttpSettings.LOCK_WAIT),
                    settings.get(HttpSettings.LOCK_WAIT_MAX),
                    settings.get(HttpSettings.LOCK_MAX_WRITES))),
            quotas.map(WriteLimit.class::cast).orElse(WriteLimit.NONE),
            System::nanoTime,
            observer(new CallMetrics(metrics, backendName), audit));
    Gauge.builder("kv.calls.running", calls, KvCalls::running)
        .description("Backend calls running now")
        .register(metrics);
    FunctionCounter.builder("kv.refused", calls, KvCalls::refused)
        .description(Refusals.DESCRIPTION)
        .tag("reason", "calls")
        .register(metrics);
    Gauge.builder("kv.requests.running", limits, RequestLimits::running)
        .description("Requests being served now")
        .register(metrics);
    accessLog = new AccessLog(settings.get(HttpSettings.ACCESS_LOG));
    adapter = settings.get(HttpSettings.ADAPTER);
    Capabilities capabilities = backend.capabilities();
    description =
        "backend %s, lock manager %s, authentication %s, guarantee: %s"
            .formatted(
                backendName,
                settings.get(HttpSettings.LOCK),
                authentication.description(),
                capabilities.guarantee().words());
  }

  /**
   * Loads the plug-ins and opens the backend, under its lock manager if there is to be one.
   *
   * @param bundled the directory of the plug-ins that travel in the WAR
   * @throws ConfigurationException naming what is wrong; nothing stays open then
   */
  public static KvServer open(Configuration configuration, Path bundled) {
    Settings settings = configuration.settings();
    List<Path> roots = new ArrayList<>();
    roots.add(bundled);
    settings.find(HttpSettings.PLUGINS).map(Path::of).ifPresent(roots::add);
    Plugins plugins = Plugins.load(roots);
    PrometheusMeterRegistry metrics = newMetrics();
    Reloads reloads = new Reloads(settings, metrics);
    try {
      configuration.refuseUnknown(known(plugins));
      Authentication authentication = Authentication.open(settings, reloads);
      Optional<AuditLog> audit =
          AuditLog.open(settings.get(AuditLog.AUDIT_LOG), InstantSource.system());
      return withBackend(
          settings,
          plugins,
          metrics,
          reloads,
          authentication,
          audit,
          Storage.open(settings, plugins));
    } catch (RuntimeException | Error e) {
      reloads.close();
      plugins.close();
      throw e;
    }
  }

  private static KvServer withBackend(
      Settings settings,
      Plugins plugins,
      PrometheusMeterRegistry metrics,
      Reloads reloads,
      Authentication authentication,
      Optional<AuditLog> audit,
      KvBackend backend) {
    try {
      return new KvServer(settings, plugins, metrics, reloads, authentication, audit, backend);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  /** All settings that anything reads: the front end's own and every plug-in's. */
  static List<Setting<?>> known(Plugins plugins) {
    List<Setting<?>> known = new ArrayList<>(HttpSettings.all());
    known.addAll(AuthSettings.all());
    known.addAll(TlsSettings.all());
    known.add(AuditLog.AUDIT_LOG);
    known.addAll(LimitSettings.all());
    plugins.backends().forEach(provider -> known.addAll(provider.settings()));
    plugins.lockManagers().forEach(provider -> known.addAll(provider.settings()));
    return known;
  }

  public KvCalls calls() {
    return calls;
  }

  public KvBackend backend() {
    return backend;
  }

  public RequestLimits limits() {
    return limits;
  }

  public HttpSettings.Adapter adapter() {
    return adapter;
  }

  public Readiness readiness() {
    return readiness;
  }

  public Authentication authentication() {
    return authentication;
  }

  /** What follows files while the server runs. */
  Reloads reloads() {
    return reloads;
  }

  public AccessLog accessLog() {
    return accessLog;
  }

  public PrometheusMeterRegistry metrics() {
    return metrics;
  }

  /** Backend, lock manager and guarantee, for the start-up line. */
  public String description() {
    return description;
  }

  @Override
  public void close() {
    readiness.stopping();
    reloads.close();
    quotas.ifPresent(Quotas::close);
    backend.close();
    metrics.close();
    plugins.close();
  }

  private static CallObserver observer(CallObserver always, Optional<AuditLog> audit) {
    return audit.isEmpty()
        ? always
        : (operation, call, reply, nanos) -> {
          always.decided(operation, call, reply, nanos);
          audit.get().decided(operation, call, reply, nanos);
        };
  }

  private static PrometheusMeterRegistry newMetrics() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }
}
