package kv.http.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Tomcat, from 10.1 on. What has no parameters lies in {@code webapps}; what has some is named by
 * a descriptor in {@code conf/Catalina/localhost}. A scan for JSP libraries is left out.
 */
final class Tomcat implements ServletContainer {

  /** The one that the build unpacks for this module. */
  static final Kind OF_BUILD = in(Path.of(System.getProperty("test.tomcat")));

  private static final WebApp SUB_PATH = WebApp.at("/deep/store");
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
          <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
            <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true" />
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

  /** The WAR twice, as the root context and below a path. */
  static Tomcat start(String name, Path base, Map<String, String> settings) throws IOException {
    return (Tomcat) OF_BUILD.start(name, base, List.of(WebApp.ROOT, SUB_PATH), settings);
  }

  /** As above, on a configuration that was changed. */
  static Tomcat start(String name, Path base, Map<String, String> settings, Change change)
      throws IOException {
    Path home = Path.of(System.getProperty("test.tomcat"));
    return start(home, name, base, List.of(WebApp.ROOT, SUB_PATH), settings, change);
  }

  /** Those of the distribution that is unpacked there. */
  static Kind in(Path home) {
    return (name, base, webApps, settings) ->
        start(home, name, base, webApps, settings, conf -> {});
  }

  private static Tomcat start(
      Path home,
      String name,
      Path base,
      List<WebApp> webApps,
      Map<String, String> settings,
      Change change)
      throws IOException {
    for (String directory : List.of("conf/Catalina/localhost", "webapps", "logs", "temp", "work")) {
      Files.createDirectories(base.resolve(directory));
    }
    Files.copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
    Files.writeString(base.resolve("conf/server.xml"), SERVER_XML.formatted(BadWireSuite.THREADS));
    Files.writeString(
        base.resolve("conf/catalina.properties"),
        Files.readString(home.resolve("conf/catalina.properties"))
            + "\ntomcat.util.scan.StandardJarScanFilter.jarsToSkip=*.jar\n");
    for (WebApp webApp : webApps) {
      put(base, webApp);
    }
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

  private static void put(Path base, WebApp webApp) throws IOException {
    if (webApp.parameters().isEmpty()) {
      String end = webApp.isUnpacked() ? "" : ".war";
      webApp.copyTo(base.resolve("webapps").resolve(name(webApp) + end));
      return;
    }
    String parameters =
        webApp.parameters().entrySet().stream()
            .map(entry -> parameter(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    Files.writeString(
        descriptor(base, webApp),
        "<Context docBase=\"%s\">%n%s</Context>%n".formatted(webApp.war(), parameters));
  }

  private static String parameter(String name, String value) {
    return "  <Parameter name=\"%s\" value=\"%s\" override=\"false\" />%n".formatted(name, value);
  }

  private static String name(WebApp webApp) {
    return webApp.context().isEmpty() ? "ROOT" : webApp.context().substring(1).replace('/', '#');
  }

  private static Path descriptor(Path base, WebApp webApp) {
    return base.resolve("conf/Catalina/localhost").resolve(name(webApp) + ".xml");
  }

  @Override
  public void deploy(WebApp webApp) throws IOException {
    put(base, webApp);
    awaitServed(webApp);
  }

  @Override
  public void undeploy(WebApp webApp) throws IOException {
    Path war = base.resolve("webapps").resolve(name(webApp) + ".war");
    Files.delete(webApp.parameters().isEmpty() ? war : descriptor(base, webApp));
    awaitGone(webApp);
  }

  FrontEnd root() {
    return at(WebApp.ROOT);
  }

  FrontEnd subPath() {
    return at(SUB_PATH);
  }

  @Override
  public FrontEnd.Container kind() {
    return FrontEnd.Container.TOMCAT;
  }

  @Override
  public ServerProcess process() {
    return process;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public int impatientPort() {
    return impatientPort;
  }

  @Override
  public List<Path> temporary() {
    return List.of(base.resolve("temp"), base.resolve("work"));
  }

  private static int port(ServerProcess process, int connector) {
    return Integer.parseInt(process.awaitLine(Pattern.compile(PORT.formatted(connector))).group(1));
  }
}
