package kv.http.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
  private static final String PREFIX = "kv-war-";
  private static final String LOCK = "lock";

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      System.err.println(
          "kv takes no arguments: configure it by KV_… variables, -Dkv.… or a kv.config file");
      System.exit(64);
    }
    Path home = Files.createTempDirectory(PREFIX);
    FileChannel held = hold(home);
    CountDownLatch unpacked = new CountDownLatch(1);
    AtomicReference<AutoCloseable> running = new AtomicReference<>();
    Thread starter = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (running.get() == null) {
                    // Its files are taken from under it: what it makes of that is no news.
                    starter.setUncaughtExceptionHandler((thread, failure) -> {});
                  }
                  stop(unpacked, running, home, held);
                },
                "stop"));
    try {
      deleteLeftovers(home);
      unpack(home);
    } finally {
      unpacked.countDown();
    }
    start(home, running::set);
  }

  private static void start(Path home, Consumer<AutoCloseable> started) throws Exception {
    try {
      URLClassLoader loader =
          new URLClassLoader("kv", classPath(home), ClassLoader.getPlatformClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      Object standalone =
          loader.loadClass("kv.http.server.Standalone").getConstructor().newInstance();
      @SuppressWarnings("unchecked") // its declaration says so
      BiConsumer<Path, Consumer<AutoCloseable>> start =
          (BiConsumer<Path, Consumer<AutoCloseable>>) standalone;
      start.accept(home, started);
    } catch (RuntimeException e) {
      if (!e.getClass().getName().equals("kv.spi.ConfigurationException")) {
        throw e;
      }
      System.err.println("kv can't start: " + e.getMessage());
      System.exit(EXIT_CONFIGURATION);
    }
  }

  /**
   * Ends a process that ran with 0 where all went well: left to itself, a JVM ended by a signal
   * says that the signal ended it, which service managers take for a failure. One that never ran
   * ends with the status it was to end with.
   */
  private static void stop(
      CountDownLatch unpacked,
      AtomicReference<AutoCloseable> running,
      Path home,
      FileChannel held) {
    try {
      unpacked.await();
      AutoCloseable server = running.get();
      if (server != null) {
        server.close();
      }
      delete(home);
      held.close();
      if (server != null) {
        Runtime.getRuntime().halt(0);
      }
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

  /**
   * Marks the directory as in use for as long as the channel is open. A lock, unlike a process id,
   * says so to processes in other containers that share the file system.
   */
  private static FileChannel hold(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      throw new IOException("can't lock " + home);
    }
    return channel;
  }

  /** Removes what processes of this user left behind that were killed. */
  private static void deleteLeftovers(Path home) throws IOException {
    UserPrincipal user = Files.getOwner(home);
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(home.resolveSibling("."), PREFIX + "*")) {
      for (Path sibling : siblings) {
        Path directory = sibling.normalize();
        if (!directory.equals(home)
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)
            && !isHeld(directory)) {
          delete(directory);
        }
      }
    }
  }

  /** True also where it is not known, as while another process is just starting. */
  private static boolean isHeld(Path directory) {
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (IOException e) {
      return true;
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }

          /** Another process that starts now may remove the same leftovers. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
