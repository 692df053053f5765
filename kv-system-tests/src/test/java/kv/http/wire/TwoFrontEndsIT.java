package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.etag;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two front ends over one Cassandra in mode quorum and one etcd are one store. */
@ExtendWith({RealCluster.Resolver.class, RealEtcd.Resolver.class})
@TestInstance(Lifecycle.PER_CLASS)
final class TwoFrontEndsIT {

  private static final int RACERS = 40;
  private static final String LOCK = "/v1/admin/lock";

  private final FrontEnd first;
  private final FrontEnd second;
  private final List<Http> both;

  TwoFrontEndsIT(@TempDir Path temporary, RealCluster cluster, RealEtcd etcd) throws IOException {
    Map<String, String> settings = cluster.settingsUnder(etcd);
    first = FrontEnd.standalone("first-of-two", temporary, settings);
    second = FrontEnd.standalone("second-of-two", temporary, settings);
    both = List.of(new Http(first), new Http(second));
  }

  @AfterAll
  void stop() {
    first.close();
    second.close();
  }

  @Test
  void what_one_acknowledged_the_other_reads() {
    for (int i = 0; i < 20; i++) {
      String value = Integer.toString(i);
      HttpResponse<byte[]> put = both.get(i % 2).put("/v1/kv/shared", value);
      assertThat(put.statusCode()).isEqualTo(204);
      HttpResponse<byte[]> get = both.get((i + 1) % 2).get("/v1/kv/shared");
      assertThat(text(get)).isEqualTo(value);
      assertThat(etag(get)).isEqualTo(etag(put));
    }
    assertThat(both.get(0).delete("/v1/kv/shared").statusCode()).isEqualTo(204);
    assertThat(both.get(1).get("/v1/kv/shared").statusCode()).isEqualTo(404);
  }

  @Test
  void of_many_writes_on_one_version_through_both_exactly_one_is_applied() throws Exception {
    String tag = etag(both.get(0).put("/v1/kv/raced", "start"));
    List<HttpResponse<byte[]>> answers =
        Race.of(RACERS, racer -> both.get(racer % 2).put("/v1/kv/raced", "racer", "If-Match", tag));
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 204).hasSize(1);
    answers.stream()
        .filter(answer -> answer.statusCode() != 204)
        .forEach(answer -> assertNotApplied(412, answer));
  }

  @Test
  void a_store_that_is_locked_through_one_is_locked_for_both() {
    both.get(0).put("/v1/kv/still", "1");
    HttpResponse<byte[]> taken =
        both.get(0).send("POST", LOCK + "?owner=ann&lease=5m", BodyPublishers.noBody());
    assertThat(taken.statusCode()).isEqualTo(200);
    for (Http http : both) {
      assertNotApplied(423, http.put("/v1/kv/still?lock-wait=0", "2"));
      assertThat(text(http.get("/v1/kv/still"))).isEqualTo("1");
      assertThat(Json.object(http.get(LOCK).body())).containsEntry("owner", "ann");
    }
    assertThat(both.get(1).delete(LOCK + "?owner=ann").statusCode()).isEqualTo(204);
    both.forEach(http -> assertThat(http.put("/v1/kv/still", "3").statusCode()).isEqualTo(204));
  }
}
