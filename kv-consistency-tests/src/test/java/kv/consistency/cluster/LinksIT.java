package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One network of three hosts for all tests; each leaves it healed. */
class LinksIT {
  private static NamespaceNetwork network;
  private static Links links;
  private static Host a;
  private static Host b;
  private static Host c;

  @BeforeAll
  static void take() {
    Optional<String> unavailable = NamespaceNetwork.unavailable();
    assumeTrue(unavailable.isEmpty(), unavailable.orElse(""));
    network = NamespaceNetwork.take(3);
    links = network.links();
    a = network.hosts().get(0);
    b = network.hosts().get(1);
    c = network.hosts().get(2);
  }

  @AfterAll
  static void close() {
    if (network != null) {
      network.close();
    }
  }

  @AfterEach
  void heal() {
    if (network != null) {
      links.heal();
    }
  }

  @Test
  void a_blocked_link_carries_nothing_one_way_and_all_the_other() {
    links.block(a, b);

    assertThat(links.carries(a, b)).isFalse();
    assertThat(links.carries(b, a)).isTrue();
    assertThat(links.carries(a, c)).isTrue();
    assertThat(links.carries(c, b)).isTrue();
    assertThat(links.blocked()).containsExactly(new Link(a, b));
  }

  @Test
  void a_partition_cuts_its_links_and_healing_joins_them() {
    Partition partition = Partition.halves(network.hosts(), new Random(7));

    links.block(partition);

    for (Link link : all()) {
      assertThat(links.carries(link.from(), link.to()))
          .as("%s under %s", link, partition)
          .isNotEqualTo(partition.blocked().contains(link));
    }

    links.heal();

    assertThat(links.blocked()).isEmpty();
    assertThat(all()).allMatch(link -> links.carries(link.from(), link.to()));
  }

  private static List<Link> all() {
    return network.hosts().stream()
        .flatMap(
            from ->
                network.hosts().stream()
                    .filter(to -> !to.equals(from))
                    .map(to -> new Link(from, to)))
        .toList();
  }

  @Test
  void no_new_connection_passes_a_block() throws Exception {
    try (Talk server = Talk.at(b, Talk.SERVER)) {
      String port = server.hear();
      links.block(a, b);

      try (Talk blocked = Talk.at(a, Talk.CONNECT, b.address(), port)) {
        assertThat(blocked.hear()).isEqualTo("no connection");
      }

      links.heal();
      try (Talk healed = Talk.at(a, Talk.CONNECT, b.address(), port)) {
        assertThat(healed.hear()).isEqualTo("connected");
      }
    }
  }

  @Test
  void an_established_connection_stalls_while_blocked_and_goes_on_when_healed() throws Exception {
    try (Talk server = Talk.at(b, Talk.SERVER);
        Talk client = Talk.at(a, Talk.CONNECT, b.address(), server.hear())) {
      assertThat(client.hear()).isEqualTo("connected");
      client.say("before");
      assertThat(server.hear()).isEqualTo("before");
      links.block(a, b);
      long dropped = links.dropped(new Link(a, b));

      client.say("while blocked");
      CompletableFuture<String> heard = CompletableFuture.supplyAsync(server::hear);
      Polling.await(
          "packets dropped", Duration.ofMinutes(1), () -> links.dropped(new Link(a, b)) > dropped);
      assertThat(heard).isNotDone();

      links.heal();
      assertThat(heard.get(1, TimeUnit.MINUTES)).isEqualTo("while blocked");
    }
  }

  @Test
  void loss_loses_some_and_not_all() {
    links.lose(b, 0.5);

    Arrival arrival = links.arriving(a, b, 400);

    // Six standard deviations.
    assertThat(arrival.passed()).isBetween(140, 260);
    assertThat(links.arriving(b, a, 50).passed()).isEqualTo(50);
  }

  @Test
  void a_slow_host_is_late_and_says_by_what() {
    String means = links.slow(a, Duration.ofMillis(50));

    Arrival late = links.arriving(a, b, 10);

    assertThat(means).containsAnyOf("netem delay", "this kernel has no netem");
    assertThat(late.took()).isGreaterThan(Duration.ofMillis(50));
    assertThat(late.passed()).isEqualTo(10);
  }

  /** A small program on a host, in a language that every Debian has. */
  private record Talk(Process process, BufferedReader out) implements AutoCloseable {
    private static final String SERVER =
        """
        use IO::Socket::INET; $| = 1;
        my $server = IO::Socket::INET->new(Listen => 5, LocalAddr => "0.0.0.0") or die;
        print $server->sockport, "\\n";
        while (my $client = $server->accept) { while (<$client>) { print } }
        """;
    private static final String CONNECT =
        """
        use IO::Socket::INET; $| = 1;
        my $to = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 1);
        print $to ? "connected\\n" : "no connection\\n";
        if ($to) { $to->autoflush(1); while (<STDIN>) { print $to $_ } }
        """;

    static Talk at(Host host, String program, String... arguments) throws IOException {
      List<String> line = host.command("perl", "-e", program);
      line.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(line)
              .directory(Path.of("/").toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Talk(process, process.inputReader(StandardCharsets.UTF_8));
    }

    String hear() {
      try {
        return String.valueOf(out.readLine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void say(String line) throws IOException {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
