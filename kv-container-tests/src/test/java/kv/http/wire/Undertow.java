package kv.http.wire;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Undertow in a program that embeds it, src/test/undertow/UndertowWar.java; it takes what is
 * unpacked only. The jars are those that WildFly has.
 */
record Undertow(ServerProcess process, Path base, int port, int impatientPort)
    implements ServletContainer {

  static final Kind KIND = Undertow::start;

  private static final List<String> MODULES =
      List.of(
          "io/undertow/core",
          "io/undertow/servlet",
          "io/smallrye/common/constraint",
          "io/smallrye/common/cpu",
          "io/smallrye/common/expression",
          "io/smallrye/common/function",
          "io/smallrye/common/net",
          "io/smallrye/common/os",
          "jakarta/annotation/api",
          "jakarta/servlet/api",
          "org/jboss/logging",
          "org/jboss/threads",
          "org/jboss/xnio",
          "org/jboss/xnio/nio",
          "org/wildfly/client/config",
          "org/wildfly/common");

  private static Undertow start(
      String name, Path base, List<WebApp> webApps, Map<String, String> settings)
      throws IOException {
    Path temporary = Files.createDirectories(base.resolve("temp"));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "-Xmx1g",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            classPath(),
            "src/test/undertow/UndertowWar.java",
            Integer.toString(BadWireSuite.THREADS)));
    for (WebApp webApp : webApps) {
      arguments.add(webApp.context() + ":" + webApp.unpackedIn(place(base, webApp)).war());
      webApp.parameters().forEach((key, value) -> arguments.add(key + "=" + value));
    }
    ServerProcess process = ServerProcess.java(name, arguments, settings);
    try {
      process.awaitLine(Pattern.compile("UndertowWar is up"));
      return new Undertow(process, base, port(process, "port"), port(process, "impatient"));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static String classPath() {
    StringBuilder path = new StringBuilder();
    for (String module : MODULES) {
      Path directory = WildFly.HOME.resolve("modules/system/layers/base").resolve(module);
      path.append(directory.resolve("main")).append("/*").append(File.pathSeparator);
    }
    return path.toString();
  }

  private static Path place(Path base, WebApp webApp) {
    return base.resolve("kv" + webApp.context().replace('/', '-'));
  }

  private static int port(ServerProcess process, String listener) {
    Pattern line = Pattern.compile("UndertowWar: " + listener + " (\\d+)");
    return Integer.parseInt(process.awaitLine(line).group(1));
  }

  /** A program that embeds it decides by itself what it deploys when; this one at its start. */
  @Override
  public void deploy(WebApp webApp) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void undeploy(WebApp webApp) throws IOException {
    Files.createFile(Path.of(place(base, webApp) + ".undeploy"));
    awaitGone(webApp);
  }

  @Override
  public FrontEnd.Container kind() {
    return FrontEnd.Container.UNDERTOW;
  }

  @Override
  public List<Path> temporary() {
    return List.of(base.resolve("temp"));
  }
}
