package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One cluster of three for all tests; each leaves it whole. Spoken to by etcd's own JSON gateway.
 */
class EtcdClusterIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static EtcdCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        EtcdCluster.start(Path.of("target", "clusters", "etcd"), EtcdConfiguration.ofMachine());
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void heal() {
    cluster.startAll();
  }

  @Test
  void three_members_are_one_cluster() throws Exception {
    put(cluster.member(0), "three", "members");

    for (EtcdMember member : cluster.members()) {
      assertThat(get(member, "three")).contains(base64("members"));
    }
  }

  @Test
  void without_its_leader_the_cluster_goes_on_and_takes_it_back() throws Exception {
    EtcdMember leader = cluster.leader().orElseThrow();

    leader.kill();

    assertThat(leader.isAlive()).isFalse();
    cluster.awaitHealthy();
    EtcdMember next = cluster.leader().orElseThrow();
    assertThat(next).isNotEqualTo(leader);
    put(next, "leader", "gone");

    leader.start();

    assertThat(get(leader, "leader")).contains(base64("gone"));
  }

  @Test
  void without_a_majority_no_member_is_healthy() throws Exception {
    cluster.member(0).kill();
    cluster.member(1).pause();

    assertThat(cluster.member(2).isHealthy()).isFalse();

    cluster.member(1).resume();
    cluster.awaitHealthy();

    put(cluster.member(2), "majority", "back");
  }

  @Test
  void a_paused_member_is_not_asked_whether_it_is_healthy() {
    cluster.member(0).pause();

    assertThatThrownBy(() -> cluster.member(0).isHealthy())
        .isInstanceOf(ClusterException.class)
        .hasMessage("etcd-1 is paused");

    cluster.member(0).resume();
  }

  @Test
  void what_was_written_outlives_a_restart_of_all() throws Exception {
    put(cluster.member(0), "restart", "of all");

    cluster.stopAll();
    cluster.startAll();

    assertThat(get(cluster.member(1), "restart")).contains(base64("of all"));
  }

  @Test
  void a_rebuilt_cluster_is_another_one_and_empty() throws Exception {
    put(cluster.member(0), "rebuilt", "before");
    String before = clusterId(get(cluster.member(0), "rebuilt"));

    cluster.rebuildEmpty();

    String answer = get(cluster.member(0), "rebuilt");
    assertThat(answer).doesNotContain(base64("before")).doesNotContain("\"kvs\"");
    assertThat(clusterId(answer)).isNotEqualTo(before);
  }

  private static void put(EtcdMember member, String key, String value) throws Exception {
    post(member, "put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64(key), base64(value)));
  }

  private static String get(EtcdMember member, String key) throws Exception {
    return post(member, "range", "{\"key\":\"%s\"}".formatted(base64(key)));
  }

  private static String post(EtcdMember member, String call, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create(member.endpoint() + "/v3/kv/" + call);
    HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
    var response = HTTP.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static String clusterId(String answer) {
    return Pattern.compile("\"cluster_id\":\"(\\d+)\"")
        .matcher(answer)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
