package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kv.backend.cassandra.DriverError.Ending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.protocol.internal.request.Execute;
import com.datastax.oss.protocol.internal.response.error.Unprepared;
import com.datastax.oss.simulacron.common.stubbing.MessageResponseAction;
import com.datastax.oss.simulacron.common.stubbing.PrimeDsl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kv.backend.cassandra.Call.Kind;
import kv.backend.cassandra.SimulatedCluster.Answer;
import kv.spi.Deadline;
import kv.spi.KvException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What nodes answer: each error of {@link DriverError}, and what becomes of more than one. */
class DriverErrorsIT {

  private static final Answer DONE = PrimeDsl.noRows()::toActions;

  private static SimulatedCluster cluster;
  private static CqlSession session;

  @BeforeAll
  static void start() {
    cluster = new SimulatedCluster(3);
    session = cluster.open();
  }

  @AfterAll
  static void stop() {
    session.close();
    cluster.close();
  }

  static Stream<Arguments> errors() {
    return Arrays.stream(DriverError.values())
        .filter(error -> error != DriverError.CLOSED_CONNECTION)
        .flatMap(error -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(error, kind)));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void an_error_ends_a_call_as_the_table_says(DriverError error, Kind kind) {
    assertEnds(error, Call.prepare(cluster, session, kind, error.name, error.answer), kind);
  }

  /** On a cluster of its own, as it takes connections away. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_connection_lost_after_the_request_ends_a_call_as_the_table_says(Kind kind) {
    DriverError error = DriverError.CLOSED_CONNECTION;
    try (SimulatedCluster own = new SimulatedCluster(3);
        CqlSession ownSession = own.open()) {
      assertEnds(error, Call.prepare(own, ownSession, kind, error.name, error.answer), kind);
    }
  }

  private static void assertEnds(DriverError error, Call call, Kind kind) {
    Ending ending = Ending.of(call.run());
    List<InetAddress> asked = call.script.seenBy();

    if (kind == Kind.READ) {
      assertThat(ending)
          .isEqualTo(error.ending == Ending.OVERLOADED ? Ending.OVERLOADED : Ending.NOT_APPLIED);
    } else {
      assertThat(ending).isEqualTo(error.ending);
    }
    assertThat(asked)
        .hasSize(kind == Kind.TRANSACTION ? error.asked : error.askedIfRepeatable)
        .doesNotHaveDuplicates();
  }

  @Test
  void the_page_has_the_same_table() throws IOException {
    List<String> rows =
        Arrays.stream(DriverError.values())
            .map(
                error ->
                    "| %s | %s | %d | %d |"
                        .formatted(error.name, error.ending, error.asked, error.askedIfRepeatable))
            .toList();

    assertThat(Files.readAllLines(Path.of("../docs/cassandra-errors.md"), UTF_8))
        .filteredOn(line -> line.matches("\\| [A-Z].*Exc.* \\| .*|\\| [A-Z]\\w*Error.* \\| .*"))
        .map(line -> line.replaceAll("^((\\|[^|]*){4}\\|).*", "$1"))
        .containsExactlyElementsOf(rows);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_node_that_forgot_a_statement_is_told_it_again_and_runs_it_once(Kind kind) {
    Answer forgot =
        (node, frame) ->
            List.of(
                new MessageResponseAction(
                    new Unprepared("what?", ((Execute) frame.message).queryId)));

    Call call = Call.prepare(cluster, session, kind, "unprepared", forgot, DONE);

    assertThat(call.run()).isEmpty();
    assertThat(call.script.seenBy()).hasSize(2);
    assertThat(call.script.seenBy().get(0)).isEqualTo(call.script.seenBy().get(1));
  }

  @Test
  void a_write_that_a_repetition_completes_is_applied() {
    Call call =
        Call.prepare(
            cluster,
            session,
            Kind.PLAIN_WRITE,
            "repeated",
            DriverError.WRITE_TIMEOUT_SIMPLE.answer,
            DONE);

    assertThat(call.run()).isEmpty();
    assertThat(call.script.seenBy()).hasSize(2).doesNotHaveDuplicates();
  }

  /** What the second node refuses, the first may have applied. */
  @ParameterizedTest
  @EnumSource(
      value = DriverError.class,
      names = {"UNAVAILABLE", "OVERLOADED_NODE", "BOOTSTRAPPING", "INVALID", "UNAUTHORIZED"})
  void a_repetition_that_is_refused_tells_nothing_of_the_first_try(DriverError refusal) {
    Call call =
        Call.prepare(
            cluster,
            session,
            Kind.PLAIN_WRITE,
            "timeout, then " + refusal.name,
            DriverError.WRITE_TIMEOUT_SIMPLE.answer,
            refusal.answer);

    assertThat(Ending.of(call.run())).isEqualTo(Ending.UNKNOWN);
    assertThat(call.script.seenBy()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "READ", mode = EnumSource.Mode.EXCLUDE)
  void a_write_that_every_node_refuses_for_its_own_reason_is_not_applied(Kind kind) {
    Call call =
        Call.prepare(
            cluster,
            session,
            kind,
            "bootstrapping, then unavailable",
            DriverError.BOOTSTRAPPING.answer,
            DriverError.UNAVAILABLE.answer);

    assertThat(Ending.of(call.run())).isEqualTo(Ending.NOT_APPLIED);
    assertThat(call.script.seenBy())
        .hasSize(kind == Kind.TRANSACTION ? 2 : 3)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_write_of_several_statements_is_not_applied_only_if_all_are_refused() {
    assertThat(Ending.of(writeAll("a", DriverError.UNAVAILABLE.answer, DriverError.INVALID.answer)))
        .isEqualTo(Ending.NOT_APPLIED);
    assertThat(Ending.of(writeAll("b", DriverError.UNAVAILABLE.answer, DONE)))
        .isEqualTo(Ending.UNKNOWN);
    assertThat(
            Ending.of(
                writeAll("c", DriverError.UNAVAILABLE.answer, DriverError.SERVER_ERROR.answer)))
        .isEqualTo(Ending.UNKNOWN);
    assertThat(writeAll("d", DONE, DONE)).isEmpty();
  }

  private static Optional<KvException> writeAll(String name, Answer first, Answer second) {
    Call one = Call.prepare(cluster, session, Kind.PLAIN_WRITE, name + " 1", first);
    Call two = Call.prepare(cluster, session, Kind.PLAIN_WRITE, name + " 2", second);
    return Optional.ofNullable(
        catchThrowableOfType(
            KvException.class,
            () ->
                one.cql.writeAll(
                    List.of(one.statement(), two.statement()), Deadline.in(Call.LONG))));
  }
}
