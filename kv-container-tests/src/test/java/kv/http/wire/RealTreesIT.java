package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** A real tree of files in the memory of a front end in each container. */
@Tag("nightly")
final class RealTreesIT {

  abstract static class InContainer extends RealTreeSuite {

    private final Containers container;

    InContainer(Containers container) {
      this.container = container;
    }

    @Override
    Map<String, String> settings() {
      return Map.of();
    }

    /** WildFly takes no larger body, unless told so. */
    @Override
    long maxValueSize() {
      return 8 << 20;
    }

    @Override
    FrontEnd start(Path base, Map<String, String> settings) throws IOException {
      return container
          .kind()
          .start("real-tree-" + container, base, List.of(WebApp.ROOT), settings)
          .at(WebApp.ROOT);
    }
  }

  @Nested
  final class InJetty extends InContainer {
    InJetty() {
      super(Containers.JETTY);
    }
  }

  @Nested
  final class InTomcat11 extends InContainer {
    InTomcat11() {
      super(Containers.TOMCAT_11);
    }
  }

  @Nested
  final class InTomcat10 extends InContainer {
    InTomcat10() {
      super(Containers.TOMCAT_10);
    }
  }

  @Nested
  final class InLiberty extends InContainer {
    InLiberty() {
      super(Containers.LIBERTY);
    }
  }

  @Nested
  final class InWildFly extends InContainer {
    InWildFly() {
      super(Containers.WILDFLY);
    }
  }

  @Nested
  final class InUndertow extends InContainer {
    InUndertow() {
      super(Containers.UNDERTOW);
    }
  }
}
