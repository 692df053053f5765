package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.etag;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plug-ins with threads and connections of their own, in a container that outlives them. */
@ExtendWith({RealCluster.Resolver.class, RealEtcd.Resolver.class})
@Tag("cluster")
@Tag("nightly")
final class OnClustersIT {

  private final RealCluster cluster;
  private final RealEtcd etcd;

  OnClustersIT(RealCluster cluster, RealEtcd etcd) {
    this.cluster = cluster;
    this.etcd = etcd;
  }

  @ParameterizedTest
  @EnumSource
  void a_front_end_on_cassandra_and_etcd_serves_and_leaves_without_a_trace(
      Containers container, @TempDir Path base) throws IOException {
    try (ServletContainer running =
        container
            .kind()
            .start(
                "on-clusters-" + container,
                base,
                List.of(WebApp.ROOT),
                cluster.settingsUnder(etcd))) {
      use(new Http(running.at(WebApp.ROOT)));
      Jvm jvm = new Jvm(running.process().pid());
      assertThat(jvm.threads()).anyMatch(OnClustersIT::isOfPlugin);
      running.undeploy(WebApp.ROOT);
      Polling.until(
          Duration.ofSeconds(30), () -> jvm.threads().stream().noneMatch(OnClustersIT::isOfPlugin));
    }
  }

  /** As the driver, gRPC, their Netty, and what is ours name them. */
  private static boolean isOfPlugin(String thread) {
    return thread.matches("(?i)(kv-|s#-|grpc|vert\\.x|cassandra|etcd).*");
  }

  private static void use(Http http) {
    HttpResponse<byte[]> first = http.put("/v1/kv/a/b?lock-wait=10s", "1");
    assertThat(first.statusCode()).isEqualTo(204);
    assertThat(text(http.get("/v1/kv/a/b"))).isEqualTo("1");
    assertThat(http.put("/v1/kv/a/b", "2", "If-Match", etag(first)).statusCode()).isEqualTo(204);
    assertNotApplied(412, http.put("/v1/kv/a/b", "3", "If-Match", etag(first)));
    assertThat(Listed.page(http, "delimiter=/").prefixes64())
        .containsExactly(Http.base64url(new byte[] {'a', '/'}));
    assertThat(text(http.get("/v1/kv/a/b"))).isEqualTo("2");
  }
}
