package kv.consistency.cluster;

import java.io.IOException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A connection to a node's management beans. A call to a paused node ends when that goes on. */
public final class Management implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection connection;

  private Management(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.connection = connector.getMBeanServerConnection();
  }

  @SuppressWarnings("BanJNDI") // The peer is a process that this JVM has started.
  static Management connect(String host, int port) throws IOException {
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://%s:%d/jmxrmi".formatted(host, port));
    return new Management(JMXConnectorFactory.connect(url));
  }

  public StorageService storage() {
    return bean(StorageService.NAME, StorageService.class);
  }

  public StorageProxy proxy() {
    return bean(StorageProxy.NAME, StorageProxy.class);
  }

  public HintsService hints() {
    return bean(HintsService.NAME, HintsService.class);
  }

  /** Any bean, such as a metric, by an interface with the methods that are wanted of it. */
  public <T> T bean(String name, Class<T> view) {
    return JMX.newMBeanProxy(connection, objectName(name), view);
  }

  /** What a command of the JVM itself prints, as those of {@code jcmd}. */
  String diagnose(String command, String... arguments) throws IOException {
    try {
      Object answer =
          connection.invoke(
              objectName("com.sun.management:type=DiagnosticCommand"),
              command,
              new Object[] {arguments},
              new String[] {String[].class.getName()});
      return String.valueOf(answer);
    } catch (JMException e) {
      throw new ClusterException("the JVM refuses " + command, e);
    }
  }

  private static ObjectName objectName(String name) {
    try {
      return new ObjectName(name);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
