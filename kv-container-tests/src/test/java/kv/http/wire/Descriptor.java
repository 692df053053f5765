package kv.http.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/**
 * The WAR's web.xml with further context parameters, for containers that take another in its place.
 */
final class Descriptor {

  private Descriptor() {}

  static Path write(Path target, WebApp webApp) throws IOException {
    String parameters =
        webApp.parameters().entrySet().stream()
            .map(
                entry ->
                    "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>\n"
                        .formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    try (ZipFile war = new ZipFile(FrontEnd.war().toFile())) {
      byte[] original = war.getInputStream(war.getEntry("WEB-INF/web.xml")).readAllBytes();
      String xml = new String(original, StandardCharsets.UTF_8);
      return Files.writeString(target, xml.replace("<listener>", parameters + "<listener>"));
    }
  }
}
