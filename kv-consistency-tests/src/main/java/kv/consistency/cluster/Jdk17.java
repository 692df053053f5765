package kv.consistency.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Finds the Java that runs Cassandra: 5.0 is made for 11 and 17, and doesn't start on what came
 * later.
 */
final class Jdk17 {
  private Jdk17() {}

  /** The {@code java} of a Java 17 on this machine. */
  static Path find() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    Stream.of("JAVA17_HOME", "JAVA_HOME")
        .map(System::getenv)
        .filter(Objects::nonNull)
        .map(Path::of)
        .forEach(homes::add);
    Path user = Path.of(System.getProperty("user.home"));
    homes.addAll(in(Path.of("/usr/lib/jvm")));
    homes.addAll(in(Path.of("/usr/java")));
    homes.addAll(in(user.resolve(".jdks")));
    homes.addAll(in(user.resolve(".sdkman/candidates/java")));
    return among(homes);
  }

  static Path among(List<Path> homes) {
    return homes.stream()
        .filter(Jdk17::is17)
        .map(home -> home.resolve("bin/java"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ClusterException(
                    "Cassandra 5.0 runs on Java 17, and none was found: install one (Debian:"
                        + " apt-get install openjdk-17-jre-headless), or name its directory in JAVA17_HOME; looked at "
                        + homes));
  }

  private static boolean is17(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) {
      return false;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("JAVA_VERSION", "").matches("\"?17(\\..*)?");
  }

  private static List<Path> in(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
