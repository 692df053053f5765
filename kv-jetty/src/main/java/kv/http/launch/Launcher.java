package kv.http.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Runs the WAR by itself: unpacks its {@code WEB-INF} into a temporary directory of this process
 * and starts {@code kv.http.server.Standalone} on a class loader of the libraries there, Jetty's
 * included. No class loader of the JDK reads jars within a jar, and containers don't look for
 * Jetty's jars where they lie, in {@code WEB-INF/jetty}.
 */
public final class Launcher {

  private static final int EXIT_CONFIGURATION = 78;
  private static final Pattern DIRECTORY = Pattern.compile("kv-(\\d+)-.*");

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      System.err.println(
          "kv takes no arguments: configure it by KV_… variables, -Dkv.… or a kv.config file");
      System.exit(64);
    }
    deleteLeftovers();
    Path home = Files.createTempDirectory("kv-" + ProcessHandle.current().pid() + "-");
    AutoCloseable running = start(home);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, home), "stop"));
  }

  private static AutoCloseable start(Path home) throws Exception {
    try {
      unpack(home);
      URLClassLoader loader =
          new URLClassLoader("kv", classPath(home), ClassLoader.getPlatformClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      Object standalone =
          loader.loadClass("kv.http.server.Standalone").getConstructor().newInstance();
      @SuppressWarnings("unchecked") // its declaration says so
      Function<Path, AutoCloseable> start = (Function<Path, AutoCloseable>) standalone;
      return start.apply(home);
    } catch (RuntimeException e) {
      delete(home);
      if (!e.getClass().getName().equals("kv.spi.ConfigurationException")) {
        throw e;
      }
      System.err.println("kv can't start: " + e.getMessage());
      System.exit(EXIT_CONFIGURATION);
      throw e;
    }
  }

  private static void stop(AutoCloseable running, Path home) {
    try {
      running.close();
      delete(home);
    } catch (Exception e) {
      System.err.println("kv could not stop in order: " + e);
    }
  }

  private static void unpack(Path home) throws IOException {
    Path war = Path.of(URI.create(location()));
    try (ZipFile zip = new ZipFile(war.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        Path target = home.resolve(entry.getName()).normalize();
        if (entry.isDirectory()
            || !entry.getName().startsWith("WEB-INF/")
            || !target.startsWith(home)) {
          continue;
        }
        Files.createDirectories(target.resolveSibling("."));
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, target);
        }
      }
    }
  }

  private static String location() {
    return Launcher.class.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  private static URL[] classPath(Path home) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(home.resolve("WEB-INF/classes/").toUri().toURL());
    for (String directory : List.of("WEB-INF/lib", "WEB-INF/jetty")) {
      try (Stream<Path> jars = Files.list(home.resolve(directory))) {
        for (Path jar : jars.sorted().toList()) {
          urls.add(jar.toUri().toURL());
        }
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** Removes what processes left behind that were killed. */
  private static void deleteLeftovers() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> entries = Files.list(temporary)) {
      for (Path entry : entries.toList()) {
        Matcher matcher = DIRECTORY.matcher(String.valueOf(entry.getFileName()));
        if (matcher.matches()
            && Files.isDirectory(entry)
            && Files.isWritable(entry)
            && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
          delete(entry);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
