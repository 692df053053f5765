package kv.http.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Open Liberty with its feature {@code servlet-6.0}. Its {@code server.xml} names every web
 * application, and is read again whenever it changes. Parameters come by a loose archive: a file
 * that puts another web.xml into the place of the WAR's.
 */
record Liberty(ServerProcess process, Path base, int port, int impatientPort)
    implements ServletContainer {

  static final Kind KIND = Liberty::start;

  private static final Path HOME = Path.of(System.getProperty("test.liberty"));
  private static final String LISTENING = "CWWKO0219I: TCP Channel %s .* port (\\d+)";
  private static final Pattern READY = Pattern.compile("CWWKF0011I");

  private static final String SERVER_XML =
      """
      <server>
        <featureManager>
          <feature>servlet-6.0</feature>
        </featureManager>
        <logging consoleLogLevel="INFO" />
        <executor maxThreads="%d" />
        <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="0" httpsPort="-1" />
        <httpEndpoint id="impatient" host="127.0.0.1" httpPort="0" httpsPort="-1">
          <httpOptions readTimeout="1500ms" persistTimeout="1500ms" />
          <tcpOptions inactivityTimeout="1500ms" />
        </httpEndpoint>
        %s
      </server>
      """;

  private static final String LOOSE_ARCHIVE =
      """
      <archive>
        <file sourceOnDisk="%s" targetInArchive="/WEB-INF/web.xml" />
        <dir sourceOnDisk="%s" targetInArchive="/" excludes="**/web.xml" />
      </archive>
      """;

  private static Liberty start(
      String name, Path base, List<WebApp> webApps, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(base.resolve("servers/kv"));
    Files.createDirectories(base.resolve("temp"));
    configure(base, webApps);
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("WLP_USER_DIR", base.toString());
    ServerProcess process =
        ServerProcess.java(
            name,
            List.of(
                "-Xmx1g",
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "-javaagent:" + HOME.resolve("bin/tools/ws-javaagent.jar"),
                "-jar",
                HOME.resolve("bin/tools/ws-server.jar").toString(),
                "kv"),
            environment);
    try {
      process.awaitLine(READY);
      Liberty liberty =
          new Liberty(
              process, base, port(process, "defaultHttpEndpoint"), port(process, "impatient"));
      webApps.forEach(liberty::awaitServed);
      return liberty;
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static int port(ServerProcess process, String endpoint) {
    Pattern line = Pattern.compile(LISTENING.formatted(endpoint));
    return Integer.parseInt(process.awaitLine(line).group(1));
  }

  private static void configure(Path base, List<WebApp> webApps) throws IOException {
    StringBuilder elements = new StringBuilder();
    for (WebApp webApp : webApps) {
      elements.append(
          "<webApplication id=\"%s\" name=\"%1$s\" contextRoot=\"%s\" location=\"%s\" />%n  "
              .formatted(
                  name(webApp),
                  webApp.context().isEmpty() ? "/" : webApp.context(),
                  webApp.parameters().isEmpty() ? webApp.war() : loose(base, webApp)));
    }
    Files.writeString(
        base.resolve("servers/kv/server.xml"),
        SERVER_XML.formatted(BadWireSuite.THREADS, elements));
  }

  private static String name(WebApp webApp) {
    return "kv" + webApp.context().replace('/', '-');
  }

  /** A loose archive, which takes what is unpacked only; returns its location. */
  private static String loose(Path base, WebApp webApp) throws IOException {
    String location = name(webApp) + ".war";
    Path apps = Files.createDirectories(base.resolve("servers/kv/apps"));
    Path unpacked = base.resolve(name(webApp));
    Path descriptor = Descriptor.write(base.resolve(name(webApp) + "-web.xml"), webApp);
    webApp.unpackedIn(unpacked);
    Files.writeString(
        apps.resolve(location + ".xml"), LOOSE_ARCHIVE.formatted(descriptor, unpacked));
    return location;
  }

  @Override
  public void deploy(WebApp webApp) throws IOException {
    configure(base, List.of(webApp));
    awaitServed(webApp);
  }

  @Override
  public void undeploy(WebApp webApp) throws IOException {
    configure(base, List.of());
    awaitGone(webApp);
  }

  @Override
  public FrontEnd.Container kind() {
    return FrontEnd.Container.LIBERTY;
  }

  @Override
  public List<Path> temporary() {
    return List.of(base.resolve("temp"));
  }
}
