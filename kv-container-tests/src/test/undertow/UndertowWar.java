import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.Undertow.ListenerBuilder;
import io.undertow.Undertow.ListenerType;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ListenerInfo;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.xnio.OptionMap;
import org.xnio.Options;

/**
 * Run as a source file, with Undertow on the class path: a program with an Undertow in it that serves unpacked WARs. Undertow reads no {@code web.xml}:
 * what stands in that of kv.war is said here. Arguments: the number of threads, then for each web
 * application {@code CONTEXT:DIRECTORY}, and behind it its context parameters as {@code NAME=VALUE}.
 * A file {@code DIRECTORY.undeploy} ends one.
 */
public final class UndertowWar {

  private UndertowWar() {}

  public static void main(String[] arguments) throws Exception {
    PathHandler paths = Handlers.path();
    Map<Path, DeploymentManager> managers = new ConcurrentHashMap<>();
    for (int i = 1; i < arguments.length; ) {
      String[] webApp = arguments[i].split(":", 2);
      Path directory = Path.of(webApp[1]);
      DeploymentInfo deployment = deployment(webApp[0], directory);
      for (i++; i < arguments.length && arguments[i].contains("="); i++) {
        String[] parameter = arguments[i].split("=", 2);
        deployment.addInitParameter(parameter[0], parameter[1]);
      }
      DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
      manager.deploy();
      paths.addPrefixPath(deployment.getContextPath(), manager.start());
      managers.put(directory, manager);
    }
    OptionMap impatience =
        OptionMap.builder()
            .set(Options.READ_TIMEOUT, 1500)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, 1500)
            .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, 1500)
            .getMap();
    Undertow server =
        Undertow.builder()
            .setWorkerThreads(Integer.parseInt(arguments[0]))
            // Else it refuses what exceeds a limit of its own, with no word.
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .addListener(listener(OptionMap.EMPTY))
            .addListener(listener(impatience))
            .setHandler(paths)
            .build();
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, managers.values())));
    System.out.println("UndertowWar: port " + port(server, 0));
    System.out.println("UndertowWar: impatient " + port(server, 1));
    System.out.println("UndertowWar is up");
    while (true) {
      undeployMarked(paths, managers);
      Thread.sleep(100);
    }
  }

  private static ListenerBuilder listener(OptionMap options) {
    return new ListenerBuilder()
        .setType(ListenerType.HTTP)
        .setHost("127.0.0.1")
        .setPort(0)
        .setOverrideSocketOptions(options);
  }

  private static int port(Undertow server, int listener) {
    return ((InetSocketAddress) server.getListenerInfo().get(listener).getAddress()).getPort();
  }

  private static DeploymentInfo deployment(String context, Path directory) throws Exception {
    ClassLoader loader = loader(directory.resolve("WEB-INF"));
    return Servlets.deployment()
        .setClassLoader(loader)
        .setContextPath(context.isEmpty() ? "/" : context)
        .setDeploymentName("kv at " + context)
        .setTempDir(Files.createTempDirectory("kv"))
        .setResourceManager(new PathResourceManager(directory))
        .addListener(
            new ListenerInfo(
                loader.loadClass("kv.http.server.KvListener").asSubclass(EventListener.class)))
        .addErrorPage(Servlets.errorPage("/WEB-INF/problem"));
  }

  private static ClassLoader loader(Path webInf) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(webInf.resolve("classes").toUri().toURL());
    try (Stream<Path> jars = Files.list(webInf.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), UndertowWar.class.getClassLoader());
  }

  private static void undeployMarked(PathHandler paths, Map<Path, DeploymentManager> managers) {
    for (Map.Entry<Path, DeploymentManager> entry : Map.copyOf(managers).entrySet()) {
      if (Files.exists(Path.of(entry.getKey() + ".undeploy"))) {
        DeploymentInfo deployment = entry.getValue().getDeployment().getDeploymentInfo();
        paths.removePrefixPath(deployment.getContextPath());
        managers.remove(entry.getKey());
        stop(entry.getValue());
        Servlets.defaultContainer().removeDeployment(deployment);
      }
    }
  }

  private static void stop(Undertow server, Collection<DeploymentManager> managers) {
    server.stop();
    managers.forEach(UndertowWar::stop);
  }

  private static void stop(DeploymentManager manager) {
    try {
      manager.stop();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
    manager.undeploy();
  }
}
