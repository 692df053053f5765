package kv.http.wire;

import java.nio.file.Path;

/** The containers that the build fetches. */
enum Containers {
  JETTY,
  TOMCAT_11,
  TOMCAT_10,
  LIBERTY,
  WILDFLY,
  UNDERTOW;

  ServletContainer.Kind kind() {
    return switch (this) {
      case JETTY -> JettyHome.KIND;
      case TOMCAT_11 -> Tomcat.OF_BUILD;
      case TOMCAT_10 -> Tomcat.in(Path.of(System.getProperty("test.tomcat10")));
      case LIBERTY -> Liberty.KIND;
      case WILDFLY -> WildFly.KIND;
      case UNDERTOW -> Undertow.KIND;
    };
  }
}
