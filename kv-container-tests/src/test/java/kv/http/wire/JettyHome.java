package kv.http.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Jetty's distribution, with its modules {@code http} and {@code ee10-deploy}. A file in {@code
 * webapps} is a web application, or an XML file there that names one with its path and parameters.
 */
record JettyHome(ServerProcess process, Path base, int port, int impatientPort)
    implements ServletContainer {

  static final Kind KIND = JettyHome::start;

  private static final Pattern PORT =
      Pattern.compile("Started (?:oejs\\.)?ServerConnector@.*\\{127\\.0\\.0\\.1:(\\d+)\\}");

  private static final String START_INI =
      """
      --module=http
      --module=ee10-deploy
      """;

  private static final String IMPATIENT =
      """
      <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
      <Configure id="Server" class="org.eclipse.jetty.server.Server">
        <Call name="addConnector">
          <Arg>
            <New class="org.eclipse.jetty.server.ServerConnector">
              <Arg><Ref refid="Server" /></Arg>
              <Arg>
                <Array type="org.eclipse.jetty.server.ConnectionFactory">
                  <Item>
                    <New class="org.eclipse.jetty.server.HttpConnectionFactory">
                      <Arg><Ref refid="httpConfig" /></Arg>
                    </New>
                  </Item>
                </Array>
              </Arg>
              <Set name="host">127.0.0.1</Set>
              <Set name="port">0</Set>
              <Set name="idleTimeout">1500</Set>
            </New>
          </Arg>
        </Call>
      </Configure>
      """;

  private static final String CONTEXT =
      """
      <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
      <Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">
        <Set name="contextPath">%s</Set>
        <Set name="war">%s</Set>
        %s
      </Configure>
      """;

  private static JettyHome start(
      String name, Path base, List<WebApp> webApps, Map<String, String> settings)
      throws IOException {
    for (String directory : List.of("environments", "etc", "temp", "webapps")) {
      Files.createDirectories(base.resolve(directory));
    }
    Files.writeString(base.resolve("start.ini"), START_INI);
    Files.writeString(base.resolve("etc/impatient.xml"), IMPATIENT);
    for (WebApp webApp : webApps) {
      put(base, webApp);
    }
    ServerProcess process =
        ServerProcess.java(
            name,
            List.of(
                "-Xmx1g",
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "-jar",
                Path.of(System.getProperty("test.jetty")).resolve("start.jar").toString(),
                "jetty.base=" + base,
                "jetty.http.host=127.0.0.1",
                "jetty.http.port=0",
                "jetty.threadPool.maxThreads=" + BadWireSuite.THREADS,
                "jetty.deploy.scanInterval=1",
                "etc/impatient.xml"),
            settings);
    try {
      process.awaitLine(Pattern.compile("Started (?:oejs\\.)?Server@"));
      List<Integer> ports =
          process.lines().stream()
              .map(PORT::matcher)
              .filter(Matcher::find)
              .map(matcher -> Integer.parseInt(matcher.group(1)))
              .toList();
      return new JettyHome(process, base, ports.get(0), ports.get(1));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static void put(Path base, WebApp webApp) throws IOException {
    if (isPlain(webApp)) {
      webApp.copyTo(place(base, webApp));
      return;
    }
    String parameters =
        webApp.parameters().entrySet().stream()
            .map(
                entry ->
                    "<Call name=\"setInitParameter\"><Arg>%s</Arg><Arg>%s</Arg></Call>"
                        .formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n  "));
    String path = webApp.context().isEmpty() ? "/" : webApp.context();
    Files.writeString(place(base, webApp), CONTEXT.formatted(path, webApp.war(), parameters));
  }

  /** Whether its name alone says all. */
  private static boolean isPlain(WebApp webApp) {
    return webApp.parameters().isEmpty() && webApp.context().lastIndexOf('/') <= 0;
  }

  private static Path place(Path base, WebApp webApp) {
    String name =
        webApp.context().isEmpty() ? "ROOT" : webApp.context().substring(1).replace('/', '-');
    String packed = webApp.isUnpacked() ? "" : ".war";
    return base.resolve("webapps").resolve(name + (isPlain(webApp) ? packed : ".xml"));
  }

  @Override
  public void deploy(WebApp webApp) throws IOException {
    put(base, webApp);
    awaitServed(webApp);
  }

  @Override
  public void undeploy(WebApp webApp) throws IOException {
    Files.delete(place(base, webApp));
    awaitGone(webApp);
  }

  @Override
  public FrontEnd.Container kind() {
    return FrontEnd.Container.JETTY_HOME;
  }

  @Override
  public List<Path> temporary() {
    return List.of(base.resolve("temp"));
  }
}
