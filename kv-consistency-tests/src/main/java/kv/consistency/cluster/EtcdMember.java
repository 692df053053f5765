package kv.consistency.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One etcd member. It serves only while the cluster has a majority: alone it can be launched, but
 * not started.
 */
public final class EtcdMember extends ClusterNode {
  static final int CLIENT_PORT = 2379;
  static final int PEER_PORT = 2380;
  static final int STATUS_PORT = 2381;

  private static final Pattern SERVES = Pattern.compile("serving client traffic");
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final boolean encrypted;
  private final Supplier<List<String>> command;
  private final HttpClient http;

  EtcdMember(
      String name,
      Host host,
      Path home,
      boolean encrypted,
      Supplier<List<String>> command,
      HttpClient http) {
    super(name, host, home, Optional.empty());
    this.encrypted = encrypted;
    this.command = command;
    this.http = http;
  }

  /** Where clients connect to, as a URL. */
  public String endpoint() {
    return (encrypted ? "https" : "http") + "://" + address() + ":" + CLIENT_PORT;
  }

  @Override
  List<String> command() {
    return command.get();
  }

  @Override
  Instant wallClock() {
    return HttpDate.of(URI.create("http://" + address() + ":" + STATUS_PORT + "/health"));
  }

  @Override
  boolean mayInherit(String variable) {
    return !variable.startsWith("ETCD");
  }

  @Override
  Pattern serves() {
    return SERVES;
  }

  /**
   * Whether it can serve a linearizable read now: it answers, and knows a leader that has a
   * majority.
   */
  public boolean isHealthy() {
    return answers("/health", "\"health\":\"true\"");
  }

  /** Whether it takes itself for the leader. */
  public boolean isLeader() {
    return answers("/metrics", "\netcd_server_is_leader 1\n");
  }

  private boolean answers(String path, String expected) {
    requireRunning();
    URI uri = URI.create("http://" + address() + ":" + STATUS_PORT + path);
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains(expected);
    } catch (IOException e) {
      if (isAlive()) {
        return false;
      }
      throw new ClusterException(this + " has ended; the end of its log:\n" + log().tail(), e);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("asking " + this, e);
    }
  }
}
