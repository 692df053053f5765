package kv.http.wire;

import java.nio.file.Path;

/** The containers that the build fetches. */
enum Containers {
  JETTY(JettyHome.KIND),
  TOMCAT_11(Tomcat.OF_BUILD),
  TOMCAT_10(Tomcat.in(Path.of(System.getProperty("test.tomcat10")))),
  LIBERTY(Liberty.KIND),
  WILDFLY(WildFly.KIND),
  UNDERTOW(Undertow.KIND);

  private final ServletContainer.Kind kind;

  Containers(ServletContainer.Kind kind) {
    this.kind = kind;
  }

  ServletContainer.Kind kind() {
    return kind;
  }
}
