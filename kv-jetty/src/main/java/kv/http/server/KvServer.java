package kv.http.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import kv.http.ops.LogFormat;
import kv.http.ops.Logging;
import kv.http.ops.Metrics;
import kv.http.ops.Readiness;
import kv.http.tls.TlsSettings;
import kv.http.trace.TraceSettings;
import kv.http.trace.Tracing;
import kv.spi.ConfigurationException;
import kv.spi.Health;
import kv.spi.KvBackend;
import kv.spi.Setting;
import kv.spi.Settings;
import kv.spi.plugin.Plugins;

/** One front end: the backend that the configuration names, and all that serves it over HTTP. */
public final class KvServer implements AutoCloseable {

  private final Base base;
  private final KvBackend backend;
  private final KvCalls calls;
  private final Readiness readiness;
  private final Authentication authentication;
  private final RequestLimits limits;
  private final Optional<Quotas> quotas;
  private final AccessLog accessLog;
  private final String description;
  private final HttpSettings.Adapter adapter;

  /** What the rest is made with, and outlives it. */
  private record Base(
      Plugins plugins, Metrics metrics, Reloads reloads, Optional<Tracing> tracing) {

    static Base open(Settings settings, Plugins plugins) {
      Metrics metrics = new Metrics();
      try {
        return new Base(
            plugins, metrics, new Reloads(settings, metrics.registry()), Tracing.open(settings));
      } catch (RuntimeException | Error e) {
        metrics.close();
        throw e;
      }
    }

    void close() {
      reloads.close();
      tracing.ifPresent(Tracing::close);
      metrics.close();
      plugins.close();
    }
  }

  private KvServer(
      Settings settings,
      Base base,
      Authentication authentication,
      Optional<AuditLog> audit,
      KvBackend backend) {
    this.base = base;
    this.authentication = authentication;
    this.backend = backend;
    MeterRegistry metrics = base.metrics().registry();
    String backendName = settings.get(HttpSettings.BACKEND);
    List<CallObserver> observers = new ArrayList<>();
    observers.add(new CallMetrics(metrics, backendName));
    base.tracing().ifPresent(observers::add);
    audit.ifPresent(observers::add);
    KvCalls.Limits bounds = bounds(settings);
    accessLog = new AccessLog(settings.get(HttpSettings.ACCESS_LOG));
    adapter = settings.get(HttpSettings.ADAPTER);
    description =
        "backend %s, lock manager %s, authentication %s, guarantee: %s"
            .formatted(
                backendName,
                settings.get(HttpSettings.LOCK),
                authentication.description(),
                backend.capabilities().guarantee().words());
    readiness = new Readiness(backend);
    limits = new RequestLimits(settings, new Refusals(metrics), System::nanoTime);
    quotas = Quotas.open(settings, backend, limits.refusals(), metrics);
    calls =
        new KvCalls(
            backend,
            bounds,
            quotas.map(WriteLimit.class::cast).orElse(WriteLimit.NONE),
            System::nanoTime,
            (operation, call, reply, nanos) ->
                observers.forEach(each -> each.decided(operation, call, reply, nanos)));
    show(metrics);
  }

  private static KvCalls.Limits bounds(Settings settings) {
    return new KvCalls.Limits(
        settings.get(HttpSettings.MAX_VALUE_SIZE),
        settings.get(HttpSettings.CALL_TIMEOUT),
        settings.get(HttpSettings.MAX_CONCURRENT_CALLS),
        new LockWaits(
            settings.get(HttpSettings.LOCK_WAIT),
            settings.get(HttpSettings.LOCK_WAIT_MAX),
            settings.get(HttpSettings.LOCK_MAX_WRITES)));
  }

  private void show(MeterRegistry metrics) {
    Gauge.builder("kv.ready", readiness, r -> r.isReady() ? 1 : 0)
        .description("1 while /health/ready says so")
        .register(metrics);
    for (String part : readiness.parts().keySet()) {
      Gauge.builder(
              "kv.part.ready", readiness, r -> r.parts().get(part) instanceof Health.Up ? 1 : 0)
          .description("1 while this part is up")
          .tag("part", part)
          .register(metrics);
    }
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
    base.metrics().show(backend::figures);
  }

  /**
   * Loads the plug-ins and opens the backend, under its lock manager if there is to be one.
   *
   * @param bundled the directory of the plug-ins that travel in the WAR
   * @throws ConfigurationException naming what is wrong; nothing stays open then
   */
  public static KvServer open(Configuration configuration, Path bundled) {
    Settings settings = configuration.settings();
    Logging.use(settings.get(LogFormat.SETTING));
    List<Path> roots = new ArrayList<>();
    roots.add(bundled);
    settings.find(HttpSettings.PLUGINS).map(Path::of).ifPresent(roots::add);
    Plugins plugins = Plugins.load(roots);
    Base base;
    try {
      configuration.refuseUnknown(known(plugins));
      base = Base.open(settings, plugins);
    } catch (RuntimeException | Error e) {
      plugins.close();
      throw e;
    }
    try {
      return open(settings, base);
    } catch (RuntimeException | Error e) {
      base.close();
      throw e;
    }
  }

  private static KvServer open(Settings settings, Base base) {
    Authentication authentication = Authentication.open(settings, base.reloads());
    Optional<AuditLog> audit =
        AuditLog.open(settings.get(AuditLog.AUDIT_LOG), InstantSource.system());
    KvBackend backend =
        Storage.open(settings, base.plugins(), base.metrics().registry(), base.tracing());
    try {
      return new KvServer(settings, base, authentication, audit, backend);
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
    known.add(LogFormat.SETTING);
    known.addAll(TraceSettings.all());
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
    return base.reloads();
  }

  public AccessLog accessLog() {
    return accessLog;
  }

  public Metrics metrics() {
    return base.metrics();
  }

  /** Empty where traces are not switched on. */
  public Optional<Tracing> tracing() {
    return base.tracing();
  }

  /** Backend, lock manager and guarantee, for the start-up line. */
  public String description() {
    return description;
  }

  @Override
  public void close() {
    readiness.stopping();
    quotas.ifPresent(Quotas::close);
    backend.close();
    base.close();
  }
}
