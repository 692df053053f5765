package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.internal.core.channel.DriverChannel;
import com.datastax.oss.driver.internal.core.pool.ChannelPool;
import com.datastax.oss.driver.internal.core.session.DefaultSession;
import com.datastax.oss.simulacron.common.stubbing.PrimeDsl;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kv.backend.cassandra.Call.Kind;
import kv.backend.cassandra.DriverError.Ending;
import kv.backend.cassandra.SimulatedCluster.Answer;
import kv.spi.ConfigurationException;
import kv.spi.Deadline;
import kv.spi.KvException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong on this side of the connection: each error of {@link ClientError}. */
class DriverErrorsOfTheClientIT {

  private static final Answer NONE = PrimeDsl.noResult()::toActions;
  private static final String PREFIX = "datastax-java-driver.";

  @ParameterizedTest
  @EnumSource
  void an_error_ends_a_lightweight_transaction_as_the_table_says(ClientError error)
      throws Exception {
    // A node that keeps the control connection is not without one.
    int nodes = error == ClientError.NO_CONNECTION ? 3 : 1;
    try (SimulatedCluster cluster = new SimulatedCluster(nodes);
        CqlSession session = open(cluster, error)) {
      Call call = Call.prepare(cluster, session, Kind.TRANSACTION, error.name(), NONE);
      int before = prepare(error, cluster, session, call);

      Optional<KvException> end = provoke(error, session, call);

      assertThat(Ending.of(end)).isEqualTo(error.ending);
      assertThat(causes(end)).contains(error.error);
      assertThat(call.script.seenBy()).hasSize(before + error.asked);
      session.forceCloseAsync().toCompletableFuture().join();
    }
  }

  /** With the driver set as an operator might, where that is what provokes the error. */
  private static CqlSession open(SimulatedCluster cluster, ClientError error) {
    Map<String, String> options =
        switch (error) {
          case TOO_LONG -> Map.of("advanced.protocol.max-frame-length", "10 kilobytes");
          case THROTTLED ->
              Map.of(
                  "advanced.throttler.class",
                  "ConcurrencyLimitingRequestThrottler",
                  "advanced.throttler.max-concurrent-requests",
                  "100",
                  "advanced.throttler.max-queue-size",
                  "1");
          default -> Map.of();
        };
    options.forEach((option, value) -> System.setProperty(PREFIX + option, value));
    try {
      return cluster.open();
    } finally {
      options.keySet().forEach(option -> System.clearProperty(PREFIX + option));
    }
  }

  /** Brings the weather about; says how many requests the node has for it. */
  private static int prepare(
      ClientError error, SimulatedCluster cluster, CqlSession session, Call call)
      throws InterruptedException {
    int running = 0;
    switch (error) {
      case NODES_DOWN -> cluster.stop(cluster.nodes().get(0), session);
      case NO_CONNECTION ->
          pools(session).forEach(pool -> pool.forceCloseAsync().toCompletableFuture().join());
      case BUSY_CONNECTIONS -> running = send(1024, call);
      case THROTTLED -> running = send(101, call) - 1;
      case CLOSED -> session.close();
      default -> {}
    }
    call.script.awaitSeen(running);
    return running;
  }

  private static int send(int times, Call call) {
    for (int i = 0; i < times; i++) {
      call.cql.sendUnawaited(call.statement());
    }
    return times;
  }

  private static Stream<ChannelPool> pools(CqlSession session) {
    return ((DefaultSession) session).getPools().values().stream();
  }

  private static Optional<KvException> provoke(ClientError error, CqlSession session, Call call)
      throws Exception {
    return switch (error) {
      case NO_ANSWER -> call.run(Deadline.in(Duration.ofMillis(300)), same -> same);
      case TOO_LATE -> call.run(Deadline.in(Duration.ZERO), same -> same);
      case INTERRUPTED -> whileRunning(call, Thread::interrupt);
      case CLOSED_WHILE_RUNNING -> whileRunning(call, thread -> session.forceCloseAsync());
      case CLOSED_BEFORE_WRITE -> closedBeforeWrite(session, call);
      case NOT_ENCODED -> with(call, Collections.singletonMap(null, ByteBuffer.allocate(1)));
      case TOO_LONG -> with(call, Map.of("long", ByteBuffer.allocate(20_000)));
      case NOT_SAID -> call.run(Deadline.in(Call.LONG), same -> same.setNowInSeconds(1));
      case NODES_DOWN, NO_CONNECTION, BUSY_CONNECTIONS, THROTTLED, CLOSED -> call.run();
    };
  }

  private static Optional<KvException> with(Call call, Map<String, ByteBuffer> payload) {
    return call.run(Deadline.in(Call.LONG), same -> same.setCustomPayload(payload));
  }

  private static Optional<KvException> whileRunning(Call call, Consumer<Thread> event)
      throws Exception {
    FutureTask<Optional<KvException>> task = new FutureTask<>(call::run);
    Thread thread = new Thread(task);
    thread.start();
    call.script.awaitSeen(1);
    event.accept(thread);
    return task.get();
  }

  /** The thread that writes is held up; when it goes on, the connection closes first. */
  private static Optional<KvException> closedBeforeWrite(CqlSession session, Call call) {
    DriverChannel channel = pools(session).findFirst().orElseThrow().next();
    CompletableFuture<?> goOn = new CompletableFuture<>();
    channel.eventLoop().execute(goOn::join);
    ChannelFuture closed = channel.closeFuture().channel().close();
    CompletableFuture<?> sent = call.cql.sendUnawaited(call.statement()).toCompletableFuture();
    goOn.complete(null);
    closed.awaitUninterruptibly();
    return sent.handle((result, e) -> Optional.ofNullable(e).map(DriverErrors::ofWrite)).join();
  }

  private static List<String> causes(Optional<KvException> end) {
    Throwable cause = end.map(Throwable::getCause).orElse(null);
    if (cause == null) {
      return List.of("none");
    }
    Stream<Throwable> all =
        cause instanceof AllNodesFailedException failed && !failed.getAllErrors().isEmpty()
            ? failed.getAllErrors().values().stream().flatMap(List::stream)
            : Stream.of(cause);
    return all.map(DriverErrorsOfTheClientIT::name).toList();
  }

  /** Netty has its own of some that are to be known by the JDK's name. */
  private static String name(Throwable error) {
    return error instanceof ClosedChannelException
        ? "ClosedChannelException"
        : error.getClass().getSimpleName();
  }

  @Test
  void the_page_has_the_same_table() throws IOException {
    List<String> rows =
        Arrays.stream(ClientError.values())
            .map(
                error ->
                    "| %s: %s | %s | %d |"
                        .formatted(error.situation, error.error, error.ending, error.asked))
            .toList();

    assertThat(Files.readAllLines(Path.of("../docs/cassandra-errors.md"), UTF_8))
        .filteredOn(line -> line.matches("\\| [a-z].*: .*"))
        .map(line -> line.replaceAll("^((\\|[^|]*){3}\\|).*", "$1"))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void a_cluster_that_refuses_connections_is_an_error_of_the_start() throws InterruptedException {
    try (SimulatedCluster cluster = new SimulatedCluster(1)) {
      cluster.stop(cluster.nodes().get(0));

      assertThatThrownBy(cluster::open)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("no node can be reached");
    }
  }

  /** Files that the driver would read by itself have no say in what may apply twice. */
  @Test
  void a_configuration_file_that_asks_for_speculative_executions_changes_nothing()
      throws IOException {
    Path file = Files.createTempFile("driver", ".conf");
    Files.writeString(
        file,
        """
        datastax-java-driver.advanced.speculative-execution-policy {
          class = ConstantSpeculativeExecutionPolicy
          max-executions = 3
          delay = 1 millisecond
        }
        """);
    System.setProperty("config.file", file.toString());
    try (SimulatedCluster cluster = new SimulatedCluster(3);
        CqlSession session = cluster.open()) {
      Call call = Call.prepare(cluster, session, Kind.PLAIN_WRITE, "alone", NONE);

      assertThat(call.run(Deadline.in(Duration.ofMillis(300)), same -> same)).isPresent();

      assertThat(call.script.seenBy()).hasSize(1);
      session.forceCloseAsync().toCompletableFuture().join();
    } finally {
      System.clearProperty("config.file");
      Files.delete(file);
    }
  }
}
