package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Waits for locks in etcd, and what becomes of a front end whose etcd is away for a while. */
@ExtendWith(RealEtcd.Resolver.class)
final class MemoryUnderEtcdLockingIT extends StandaloneLocking {

  private static final Duration SOON = Duration.ofMinutes(1);

  private final Path temporary;

  MemoryUnderEtcdLockingIT(@TempDir Path temporary, RealEtcd etcd) throws IOException {
    super("memory-under-etcd-locking", temporary, etcd.settings());
    this.temporary = temporary;
  }

  @Test
  void while_etcd_is_away_writes_are_refused_reads_go_on_and_readiness_says_so_until_it_is_back()
      throws IOException {
    EtcdConfiguration one = EtcdConfiguration.ofMachine().withMembers(1);
    try (EtcdCluster away = EtcdCluster.start(Path.of("target", "clusters", "away"), one);
        FrontEnd frontEnd = FrontEnd.standalone("etcd-away", temporary, RealEtcd.settings(away))) {
      Http http = new Http(frontEnd);
      assertThat(http.put("/v1/kv/k", "before").statusCode()).isEqualTo(201);
      away.stopAll();
      assertNotApplied(503, http.put("/v1/kv/k", "meanwhile"));
      assertNotApplied(503, http.get("/v1/admin/lock"));
      Polling.until(SOON, () -> http.get("/health/ready").statusCode() == 503);
      Map<String, Object> down = Json.object(http.get("/health/ready").body());
      assertThat((String) down.get("reason")).contains("etcd");
      assertThat((Map<?, ?>) down.get("parts"))
          .extracting("store")
          .isEqualTo(Map.of("status", "up"));
      assertThat((Map<?, ?>) down.get("parts"))
          .extracting("locks")
          .isEqualTo(Map.of("status", "down", "reason", down.get("reason")));
      assertThat(Http.text(http.get("/v1/kv/k"))).isEqualTo("before");
      away.startAll();
      Polling.until(SOON, () -> http.get("/health/ready").statusCode() == 200);
      assertThat(http.put("/v1/kv/k", "after").statusCode()).isEqualTo(204);
    }
  }
}
