package kv.spi.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes a plug-in's jar of Java sources. */
final class PluginJar {

  private PluginJar() {}

  /**
   * Compiles {@code sources} (class name to text) against the test class path and packs them with
   * {@code services} (path to text).
   */
  static void write(
      Path temporary, Path jar, Map<String, String> sources, Map<String, String> services)
      throws IOException {
    Path classes = Files.createTempDirectory(temporary, "classes");
    List<? extends JavaFileObject> files =
        sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, null, List.of("-proc:none", "-d", classes.toString()), null, files)
            .call();
    if (!compiled) {
      throw new IllegalArgumentException("the plug-in's sources don't compile");
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(file));
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        out.putNextEntry(new JarEntry(service.getKey()));
        out.write(service.getValue().getBytes(UTF_8));
      }
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
