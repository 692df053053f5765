package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A container that goes on while its web application comes and goes. What is looked for are loaders
 * of old deployments beside the new one: without a new one, JDK 17 itself keeps the last (a cache
 * of one method handle in java.lang.runtime.ObjectMethods).
 */
@Tag("nightly")
final class RedeploymentIT {

  private static final int REDEPLOYMENTS = 10;

  /**
   * Of the front end, of a plug-in with a class loader of its own, of a library that keeps much.
   */
  private static final List<String> CLASSES =
      List.of(
          "kv.http.server.KvListener",
          "kv.backend.memory.MemoryBackendProvider",
          "org.glassfish.jersey.server.ApplicationHandler");

  @ParameterizedTest
  @EnumSource(names = {"JETTY", "TOMCAT_11"})
  void ten_redeployments_leave_no_class_loader_and_no_thread(
      Containers container, @TempDir Path base) throws IOException {
    WebApp webApp = WebApp.at("/kv").with(Map.of("kv.lock", "local"));
    String name = "redeployed-" + container;
    try (ServletContainer running = container.kind().start(name, base, List.of(webApp), Map.of())) {
      Jvm jvm = new Jvm(running.process().pid());
      use(running.at(webApp));
      Set<String> threads = jvm.threads();
      for (int i = 0; i < REDEPLOYMENTS; i++) {
        running.undeploy(webApp);
        running.deploy(webApp);
        use(running.at(webApp));
      }
      for (String loaded : CLASSES) {
        Polling.until(Duration.ofSeconds(30), () -> jvm.loadersOf(loaded) == 1);
      }
      assertThat(jvm.threads()).isSubsetOf(threads);
    }
  }

  private static void use(FrontEnd frontEnd) {
    Http http = new Http(frontEnd);
    assertThat(http.put("/v1/kv/k?lock-wait=1s", "1").statusCode()).isEqualTo(201);
    assertThat(http.get("/v1/kv/k").statusCode()).isEqualTo(200);
    assertThat(Listed.page(http, "values=true").entries()).hasSize(1);
    assertThat(http.get("/metrics").statusCode()).isEqualTo(200);
    assertThat(http.get("/v1/kv/none").statusCode()).isEqualTo(404);
  }
}
