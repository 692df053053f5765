package kv.http.limit.jetty;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import kv.http.limit.LimitSettings;
import kv.http.limit.Pace;
import kv.http.limit.Refusals;
import kv.http.limit.Refusals.Reason;
import kv.spi.Settings;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;

/** The limits on connections and on slow requests, put on the connector of an embedded Jetty. */
public final class ConnectorLimits {

  private ConnectorLimits() {}

  /** Puts them on a connector that is not started yet. */
  public static void install(
      ServerConnector connector,
      Settings settings,
      Refusals refusals,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    ConnectionsOfAddress ofAddress =
        new ConnectionsOfAddress(settings.get(LimitSettings.MAX_CONNECTIONS_PER_ADDRESS), refusals);
    connector.addBean(ofAddress);
    connector.addBean(total(connector, settings.get(LimitSettings.MAX_CONNECTIONS), refusals));
    connector.addBean(
        new SlowRequests(
            settings.get(LimitSettings.HEAD_TIMEOUT),
            new Pace(
                settings.get(LimitSettings.BODY_TIMEOUT),
                settings.get(LimitSettings.BODY_MIN_RATE)),
            refusals,
            connector.getScheduler(),
            nanoTime));
    Gauge.builder("kv.http.connections", ofAddress, ConnectionsOfAddress::open)
        .description("Connections that are open now")
        .register(registry);
  }

  private static NetworkConnectionLimit total(
      ServerConnector connector, int max, Refusals refusals) {
    return new NetworkConnectionLimit(max, connector) {
      @Override
      protected void limit() {
        refusals.count(Reason.CONNECTIONS);
        super.limit();
      }
    };
  }
}
