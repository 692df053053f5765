package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The directory of one Tomcat that serves the WAR as its root context, and nothing else: by its own
 * defaults but for the address, and for a search of jars that this WAR does not need.
 */
record TomcatBase(Path home, Path base) {

  /** The WAR is deployed before the port is opened, and this is printed after both. */
  static final Pattern SERVES = Pattern.compile("Server startup in");

  private static final String SERVER =
      """
      <Server port="-1">
        <Service name="Catalina">
          <Connector address="%s" port="%d" />
          <Engine name="Catalina" defaultHost="localhost">
            <Host name="localhost" appBase="webapps" autoDeploy="false" />
          </Engine>
        </Service>
      </Server>
      """;

  /** Makes the directory anew where it is there already. */
  void prepare(Path war, String address, int port) {
    if (!Files.isRegularFile(home.resolve("bin/bootstrap.jar"))) {
      throw new ClusterException("There is no Tomcat in " + home);
    }
    try {
      ClusterDirectory.delete(base);
      for (String directory : List.of("conf/Catalina/localhost", "webapps", "logs", "temp")) {
        Files.createDirectories(base.resolve(directory));
      }
      Path conf = base.resolve("conf");
      Files.copy(home.resolve("conf/web.xml"), conf.resolve("web.xml"));
      Files.writeString(
          conf.resolve("catalina.properties"),
          Files.readString(home.resolve("conf/catalina.properties"))
              + "\ntomcat.util.scan.StandardJarScanFilter.jarsToSkip=*.jar\n");
      Files.writeString(conf.resolve("server.xml"), SERVER.formatted(address, port));
      Files.writeString(
          conf.resolve("Catalina/localhost/ROOT.xml"),
          "<Context docBase=\"%s\" />%n".formatted(war.toAbsolutePath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What follows the JVM's own flags. */
  List<String> arguments() {
    return List.of(
        "-cp",
        home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
        "-Dcatalina.home=" + home.toAbsolutePath(),
        "-Dcatalina.base=" + base.toAbsolutePath(),
        "org.apache.catalina.startup.Bootstrap",
        "start");
  }
}
