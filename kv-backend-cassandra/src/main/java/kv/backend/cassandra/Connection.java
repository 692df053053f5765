package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverOption;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.session.throttling.PassThroughRequestThrottler;
import com.datastax.oss.driver.internal.core.specex.NoSpeculativeExecutionPolicy;
import com.datastax.oss.driver.internal.core.ssl.DefaultSslEngineFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kv.spi.ConfigurationException;
import kv.spi.Setting;
import kv.spi.Settings;

/**
 * Opens the driver's session. All that decides how a statement may end is set here and on the
 * statement itself, nothing left to the driver's defaults or to files it might find.
 */
final class Connection {

  /**
   * So that a cluster that comes back is noticed within a second, not within the default minute.
   */
  private static final Duration RECONNECTION_DELAY = Duration.ofMillis(500);

  private static final Duration MAX_RECONNECTION_DELAY = Duration.ofSeconds(1);

  /**
   * In v5 a transaction that times out carries a count that the driver 4.19.3 does not read: it
   * takes it for the next frame, and closes the connection with all that is under way on it.
   */
  private static final String PROTOCOL = "V4";

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(2);

  private Connection() {}

  /**
   * @throws ConfigurationException if no contact point answers, or refuses, or the data centre is
   *     not there
   */
  static CqlSession open(Settings settings) {
    List<InetSocketAddress> contactPoints = settings.get(CassandraSettings.CONTACT_POINTS);
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withClassLoader(Connection.class.getClassLoader())
            .withConfigLoader(configuration(settings))
            .withLocalDatacenter(settings.get(CassandraSettings.LOCAL_DATACENTER));
    contactPoints.forEach(builder::addContactPoint);
    CqlSession session;
    try {
      session = builder.build();
    } catch (DriverException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is %s: %s"
              .formatted(CassandraSettings.CONTACT_POINTS.name(), words(contactPoints), reason(e)),
          e);
    }
    try {
      requireDatacenter(session, settings.get(CassandraSettings.LOCAL_DATACENTER));
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static DriverConfigLoader configuration(Settings settings) {
    Duration connectTimeout = settings.get(CassandraSettings.CONNECT_TIMEOUT);
    ProgrammaticDriverConfigLoaderBuilder options =
        DriverConfigLoader.programmaticBuilder(Connection.class.getClassLoader())
            .withString(DefaultDriverOption.SESSION_NAME, "kv")
            .withString(DefaultDriverOption.PROTOCOL_VERSION, PROTOCOL)
            .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, RepeatableOnly.class)
            .withClass(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, OneCoordinatorPerKey.class)
            .withClass(
                DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
                NoSpeculativeExecutionPolicy.class)
            .withClass(
                DefaultDriverOption.REQUEST_THROTTLER_CLASS, PassThroughRequestThrottler.class)
            .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, false)
            .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "QUORUM")
            .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "SERIAL")
            .withDuration(
                DefaultDriverOption.REQUEST_TIMEOUT,
                settings.get(CassandraSettings.REQUEST_TIMEOUT))
            .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, connectTimeout)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, connectTimeout)
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, connectTimeout)
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, Duration.ZERO)
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, connectTimeout)
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECTION_DELAY)
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, MAX_RECONNECTION_DELAY)
            .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL)
            .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT)
            .withStringList(
                DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
                List.of(settings.get(CassandraSettings.KEYSPACE)))
            .withInt(
                DefaultDriverOption.CONNECTION_POOL_LOCAL_SIZE,
                settings.get(CassandraSettings.CONNECTIONS))
            .withString(
                DefaultDriverOption.TIMESTAMP_GENERATOR_CLASS, "ServerSideTimestampGenerator")
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0);
    logIn(options, settings);
    encrypt(options, settings);
    return options.build();
  }

  private static void logIn(ProgrammaticDriverConfigLoaderBuilder options, Settings settings) {
    Optional<String> username = settings.find(CassandraSettings.USERNAME);
    if (username.isPresent()) {
      options
          .withString(DefaultDriverOption.AUTH_PROVIDER_CLASS, "PlainTextAuthProvider")
          .withString(DefaultDriverOption.AUTH_PROVIDER_USER_NAME, username.get())
          .withString(
              DefaultDriverOption.AUTH_PROVIDER_PASSWORD, settings.get(CassandraSettings.PASSWORD));
    }
  }

  private static void encrypt(ProgrammaticDriverConfigLoaderBuilder options, Settings settings) {
    if (!settings.get(CassandraSettings.TLS)) {
      return;
    }
    options
        .withClass(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS, DefaultSslEngineFactory.class)
        .withBoolean(
            DefaultDriverOption.SSL_HOSTNAME_VALIDATION,
            settings.get(CassandraSettings.TLS_HOSTNAMES));
    Map<Setting<String>, DriverOption> texts =
        Map.of(
            CassandraSettings.TRUST_STORE, DefaultDriverOption.SSL_TRUSTSTORE_PATH,
            CassandraSettings.TRUST_STORE_PASSWORD, DefaultDriverOption.SSL_TRUSTSTORE_PASSWORD,
            CassandraSettings.KEY_STORE, DefaultDriverOption.SSL_KEYSTORE_PATH,
            CassandraSettings.KEY_STORE_PASSWORD, DefaultDriverOption.SSL_KEYSTORE_PASSWORD);
    texts.forEach(
        (setting, option) -> settings.find(setting).ifPresent(v -> options.withString(option, v)));
  }

  private static void requireDatacenter(CqlSession session, String wanted) {
    TreeSet<String> found =
        session.getMetadata().getNodes().values().stream()
            .map(Node::getDatacenter)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!found.contains(wanted)) {
      throw new ConfigurationException(
          "%s is '%s', but the cluster's data centres are %s"
              .formatted(CassandraSettings.LOCAL_DATACENTER.name(), wanted, found));
    }
  }

  private static String words(List<InetSocketAddress> contactPoints) {
    return contactPoints.stream()
        .map(address -> address.getHostString() + ":" + address.getPort())
        .collect(Collectors.joining(","));
  }

  /** What went wrong at the first node, which is the same at the others more often than not. */
  private static String reason(Exception error) {
    if (error instanceof AllNodesFailedException failed) {
      List<Throwable> errors =
          failed.getAllErrors().values().stream().flatMap(List::stream).toList();
      for (Throwable each : errors) {
        if (each instanceof AuthenticationException) {
          return "the role is refused: " + each.getMessage();
        }
      }
      if (!errors.isEmpty()) {
        Throwable first = errors.get(0);
        Throwable cause = first.getCause() == null ? first : first.getCause();
        return "no node can be reached: " + cause;
      }
    }
    return String.valueOf(error.getMessage());
  }
}
