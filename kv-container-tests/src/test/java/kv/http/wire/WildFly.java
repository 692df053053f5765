package kv.http.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * WildFly with the {@code standalone.xml} it comes with. A file in {@code deployments} is a web
 * application; its name is the path, of one segment. Parameters come by a deployment overlay: a
 * file in its configuration that takes the place of the WAR's web.xml.
 */
record WildFly(ServerProcess process, Path base, int port, int impatientPort)
    implements ServletContainer {

  static final Kind KIND = WildFly::start;

  static final Path HOME = Path.of(System.getProperty("test.wildfly"));

  private static final Pattern STARTED = Pattern.compile("WFLYSRV0025");
  private static final String LISTENING =
      "WFLYUT0006: Undertow HTTP listener %s listening on 127\\.0\\.0\\.1:(\\d+)";

  private static WildFly start(
      String name, Path base, List<WebApp> webApps, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(base.resolve("deployments"));
    Files.createDirectories(base.resolve("temp"));
    copyConfiguration(base.resolve("configuration"));
    for (WebApp webApp : webApps) {
      webApp.copyTo(place(base, webApp));
      if (webApp.isUnpacked()) {
        Files.createFile(marker(base, webApp, ".dodeploy"));
      }
    }
    addOverlays(name, base, webApps);
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xmx1g");
    for (String opened : List.of("lang", "lang.invoke", "lang.reflect", "io", "net", "security")) {
      arguments.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    for (String opened : List.of("util", "util.concurrent")) {
      arguments.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    arguments.addAll(
        List.of(
            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + base.resolve("temp"),
            "-Djboss.home.dir=" + HOME,
            "-Djboss.server.base.dir=" + base,
            "-Dlogging.configuration=" + base.resolve("configuration/logging.properties").toUri(),
            "-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"),
            "-Djboss.bind.address=127.0.0.1",
            "-Djboss.http.port=0",
            "-Djboss.https.port=0",
            "-Djboss.management.http.port=0",
            "-jar",
            HOME.resolve("jboss-modules.jar").toString(),
            "-mp",
            HOME.resolve("modules").toString(),
            "org.jboss.as.standalone"));
    ServerProcess process = ServerProcess.java(name, arguments, settings);
    try {
      process.awaitLine(STARTED);
      return new WildFly(process, base, port(process, "default"), port(process, "impatient"));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static int port(ServerProcess process, String listener) {
    Pattern line = Pattern.compile(LISTENING.formatted(listener));
    return Integer.parseInt(process.awaitLine(line).group(1));
  }

  private static void copyConfiguration(Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(HOME.resolve("standalone/configuration"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".properties")).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    String xml = Files.readString(HOME.resolve("standalone/configuration/standalone.xml"));
    Files.writeString(
        target.resolve("standalone.xml"),
        replaced(
            xml,
            Map.of(
                "scan-interval=\"5000\"",
                "scan-interval=\"500\"",
                "<worker name=\"default\"/>",
                "<worker name=\"default\" task-max-threads=\"" + BadWireSuite.THREADS + "\"/>",
                "<http-listener name=\"default\"",
                "<http-listener name=\"default\" max-post-size=\"0\"",
                "<https-listener name=\"https\"",
                "<http-listener max-post-size=\"0\" name=\"impatient\" socket-binding=\"impatient\""
                    + " read-timeout=\"1500\" no-request-timeout=\"1500\"/>"
                    + "<https-listener name=\"https\"",
                "<socket-binding name=\"https\"",
                "<socket-binding name=\"impatient\" port=\"0\"/><socket-binding name=\"https\"")));
  }

  private static void addOverlays(String name, Path base, List<WebApp> webApps) throws IOException {
    StringBuilder commands = new StringBuilder("embed-server --std-out=discard\n");
    for (WebApp webApp : webApps) {
      String file = place(base, webApp).getFileName().toString();
      if (!webApp.parameters().isEmpty()) {
        Path descriptor = Descriptor.write(base.resolve(file + "-web.xml"), webApp);
        commands.append(
            "deployment-overlay add --name=%s --content=/WEB-INF/web.xml=%s --deployments=%1$s%n"
                .formatted(file, descriptor));
      }
    }
    if (webApps.stream().allMatch(webApp -> webApp.parameters().isEmpty())) {
      return;
    }
    Path script = Files.writeString(base.resolve("overlays.cli"), commands);
    ServerProcess cli =
        ServerProcess.java(
            name + "-cli",
            List.of(
                "-Djboss.home.dir=" + HOME,
                "-Djboss.server.base.dir=" + base,
                "-Dorg.jboss.boot.log.file=" + base.resolve("log/cli.log"),
                "-jar",
                HOME.resolve("jboss-modules.jar").toString(),
                "-mp",
                HOME.resolve("modules").toString(),
                "org.jboss.as.cli",
                "--file=" + script),
            Map.of("JBOSS_HOME", HOME.toString()));
    if (cli.awaitExit() != 0) {
      throw new AssertionError(String.join("\n", cli.lines()));
    }
  }

  private static String replaced(String text, Map<String, String> replacements) {
    String result = text;
    for (Map.Entry<String, String> replacement : replacements.entrySet()) {
      if (!result.contains(replacement.getKey())) {
        throw new IllegalStateException("no " + replacement.getKey() + " in standalone.xml");
      }
      result = result.replace(replacement.getKey(), replacement.getValue());
    }
    return result;
  }

  private static Path place(Path base, WebApp webApp) {
    String name = webApp.context().isEmpty() ? "ROOT" : webApp.context().substring(1);
    return base.resolve("deployments").resolve(name + ".war");
  }

  private static Path marker(Path base, WebApp webApp, String end) {
    Path place = place(base, webApp);
    return place.resolveSibling(place.getFileName() + end);
  }

  @Override
  public void deploy(WebApp webApp) throws IOException {
    webApp.copyTo(place(base, webApp));
    awaitServed(webApp);
  }

  @Override
  public void undeploy(WebApp webApp) throws IOException {
    Files.delete(marker(base, webApp, ".deployed"));
    awaitGone(webApp);
  }

  @Override
  public FrontEnd.Container kind() {
    return FrontEnd.Container.WILDFLY;
  }

  @Override
  public List<Path> temporary() {
    return List.of(base.resolve("temp"), base.resolve("tmp"));
  }
}
