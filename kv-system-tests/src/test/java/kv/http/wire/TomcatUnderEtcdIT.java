package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The lock manager in a container that goes on when the web application ends. */
@ExtendWith(RealEtcd.Resolver.class)
final class TomcatUnderEtcdIT {

  @Test
  void a_web_application_that_locked_in_etcd_leaves_no_thread_and_no_class_behind(
      @TempDir Path base, RealEtcd etcd) throws IOException {
    try (Tomcat tomcat = Tomcat.start("tomcat-under-etcd", base, etcd.settings())) {
      assertThat(new Http(tomcat.root()).put("/v1/kv/k?lock-wait=10s", "1").statusCode())
          .isEqualTo(201);
      assertThat(new Http(tomcat.subPath()).put("/v1/kv/k?lock-wait=10s", "1").statusCode())
          .isEqualTo(201);
      tomcat.process().terminate();
      tomcat.process().awaitExit();
      assertThat(tomcat.process().lines())
          .noneMatch(line -> line.contains("memory leak") || line.contains("SEVERE"))
          .noneMatch(line -> line.startsWith("\tat kv."));
    }
  }
}
