package kv.http.server;

import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import kv.spi.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plug-ins that travel in the WAR, copied to where their jars are files. */
final class BundledPlugins {

  private static final Logger LOG = LoggerFactory.getLogger(BundledPlugins.class);

  private static final String IN_WAR = "/WEB-INF/plugins/";

  private BundledPlugins() {}

  /** Copies them into the web application's own temporary directory. */
  static Path unpack(ServletContext context) {
    try {
      File temporary = (File) context.getAttribute(ServletContext.TEMPDIR);
      Path target = Files.createTempDirectory(temporary.toPath(), "kv-plugins");
      for (String plugin : children(context, IN_WAR)) {
        Path directory = Files.createDirectories(target.resolve(lastName(plugin)));
        for (String jar : children(context, plugin)) {
          try (InputStream in = context.getResourceAsStream(jar)) {
            if (in == null) {
              throw new IOException(jar + " can't be opened");
            }
            Files.copy(in, directory.resolve(lastName(jar)));
          }
        }
      }
      return target;
    } catch (IOException e) {
      throw new ConfigurationException("the bundled plug-ins can't be unpacked: " + e, e);
    }
  }

  /** Removes what {@link #unpack} made; containers keep temporary directories over restarts. */
  static void delete(Path target) {
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("can't delete the unpacked plug-ins in {}", target, e);
    }
  }

  private static Set<String> children(ServletContext context, String path) {
    Set<String> children = context.getResourcePaths(path);
    return children == null ? Set.of() : children;
  }

  private static String lastName(String path) {
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }
}
