package kv.http.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Tomcat with the WAR in it twice, as the root context and below a path. All it writes is below
 * one directory; but for the connector's address, port, threads and time limit, and a scan for JSP
 * libraries left out, it is as it comes.
 */
final class Tomcat implements AutoCloseable {

  private static final String SUB_PATH = "/deep/store";
  private static final String PORT = "\"http-nio-127\\.0\\.0\\.1-auto-%d-(\\d+)\"";
  private static final Pattern STARTED = Pattern.compile("Server startup in");

  private static final String SERVER_XML =
      """
      <Server port="-1">
        <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener" />
        <Listener className="org.apache.catalina.core.ThreadLocalLeakPreventionListener" />
        <Service name="Catalina">
          <Connector address="127.0.0.1" port="0" maxThreads="%d" />
          <Connector address="127.0.0.1" port="0" connectionTimeout="1500" />
          <Engine name="Catalina" defaultHost="localhost">
            <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="false" />
          </Engine>
        </Service>
      </Server>
      """;

  private final ServerProcess process;
  private final Path base;
  private final int port;
  private final int impatientPort;

  private Tomcat(ServerProcess process, Path base, int port, int impatientPort) {
    this.process = process;
    this.base = base;
    this.port = port;
    this.impatientPort = impatientPort;
  }

  /** What alters its configuration before it starts. */
  @FunctionalInterface
  interface Change {
    void in(Path conf) throws IOException;
  }

  static Tomcat start(String name, Path base, Map<String, String> settings) throws IOException {
    return start(name, base, settings, conf -> {});
  }

  static Tomcat start(String name, Path base, Map<String, String> settings, Change change)
      throws IOException {
    Path home = Path.of(System.getProperty("test.tomcat"));
    for (String directory : List.of("conf", "webapps", "logs", "temp", "work")) {
      Files.createDirectories(base.resolve(directory));
    }
    Files.copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
    Files.writeString(base.resolve("conf/server.xml"), SERVER_XML.formatted(BadWireSuite.THREADS));
    Files.writeString(
        base.resolve("conf/catalina.properties"),
        Files.readString(home.resolve("conf/catalina.properties"))
            + "\ntomcat.util.scan.StandardJarScanFilter.jarsToSkip=*.jar\n");
    Files.copy(FrontEnd.war(), base.resolve("webapps/ROOT.war"));
    Files.copy(FrontEnd.war(), base.resolve("webapps/deep#store.war"));
    change.in(base.resolve("conf"));
    ServerProcess process =
        ServerProcess.java(
            name,
            List.of(
                "-Xmx1g",
                "-cp",
                home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + base,
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "org.apache.catalina.startup.Bootstrap",
                "start"),
            settings);
    try {
      process.awaitLine(STARTED);
      return new Tomcat(process, base, port(process, 1), port(process, 2));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  FrontEnd root() {
    return at(port, "");
  }

  FrontEnd subPath() {
    return at(port, SUB_PATH);
  }

  /** The root context again, by a connector that gives a silent connection up soon. */
  FrontEnd impatient() {
    return at(impatientPort, "");
  }

  /** The process that runs both. */
  ServerProcess process() {
    return process;
  }

  /** Where all lies that it writes. */
  Path base() {
    return base;
  }

  @Override
  public void close() {
    process.close();
  }

  private static int port(ServerProcess process, int connector) {
    return Integer.parseInt(process.awaitLine(Pattern.compile(PORT.formatted(connector))).group(1));
  }

  private FrontEnd at(int port, String context) {
    URI uri = URI.create("http://127.0.0.1:" + port + context);
    return new FrontEnd(FrontEnd.Container.TOMCAT, uri, process);
  }
}
