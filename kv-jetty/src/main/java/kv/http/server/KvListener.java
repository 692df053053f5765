package kv.http.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import kv.http.config.Configuration;
import kv.http.ops.Logging;
import kv.http.rest.JerseyServlet;
import kv.http.rest.ProblemServlet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the front end with its web application, on every container alike. */
public final class KvListener implements ServletContextListener {

  private static final Logger LOG = LoggerFactory.getLogger(KvListener.class);

  /** Under this attribute {@link Standalone} finds the server it started. */
  static final String SERVER = KvServer.class.getName();

  /** Set where the plug-ins are already unpacked; the value is their directory. */
  static final String BUNDLED_PLUGINS = KvListener.class.getName() + ".plugins";

  private final Optional<Configuration> given;
  private Optional<Path> unpacked = Optional.empty();

  /** As a container makes it: configured by context parameters, environment and properties. */
  public KvListener() {
    this.given = Optional.empty();
  }

  KvListener(Configuration configuration) {
    this.given = Optional.of(configuration);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    Configuration configuration =
        given.orElseGet(
            () -> Configuration.load(parameters(context), System.getenv(), System.getProperties()));
    KvServer server = KvServer.open(configuration, plugins(context));
    context.setAttribute(SERVER, server);
    ServletRegistration.Dynamic servlet = context.addServlet("kv", new JerseyServlet(server));
    servlet.addMapping("/*");
    servlet.setLoadOnStartup(1);
    context.addServlet("problem", new ProblemServlet()).addMapping(ProblemServlet.PATH);
    if (given.isEmpty()) {
      LOG.info(
          "kv is ready in context '{}' with {}", context.getContextPath(), server.description());
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (event.getServletContext().getAttribute(SERVER) instanceof KvServer server) {
      server.close();
    }
    unpacked.ifPresent(BundledPlugins::delete);
    if (given.isEmpty()) {
      Logging.stop();
    }
  }

  private Path plugins(ServletContext context) {
    if (context.getAttribute(BUNDLED_PLUGINS) instanceof Path directory) {
      return directory;
    }
    Path unpackedHere = BundledPlugins.unpack(context);
    unpacked = Optional.of(unpackedHere);
    return unpackedHere;
  }

  private static Map<String, String> parameters(ServletContext context) {
    return Collections.list(context.getInitParameterNames()).stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                name -> Optional.ofNullable(context.getInitParameter(name)).orElse("")));
  }
}
