package kv.backend.cassandra;

import static kv.backend.cassandra.DriverError.Ending.NOT_APPLIED;
import static kv.backend.cassandra.DriverError.Ending.OVERLOADED;
import static kv.backend.cassandra.DriverError.Ending.UNKNOWN;

import com.datastax.oss.protocol.internal.ProtocolConstants.ErrorCode;
import com.datastax.oss.protocol.internal.response.Error;
import com.datastax.oss.protocol.internal.response.error.CASWriteUnknown;
import com.datastax.oss.simulacron.common.codec.ConsistencyLevel;
import com.datastax.oss.simulacron.common.codec.RequestFailureReason;
import com.datastax.oss.simulacron.common.codec.WriteType;
import com.datastax.oss.simulacron.common.result.Result;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.common.stubbing.DisconnectAction.Scope;
import com.datastax.oss.simulacron.common.stubbing.PrimeDsl;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kv.backend.cassandra.SimulatedCluster.Answer;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;

/**
 * What a node may answer, or fail to, and how a statement then ends: the first table of
 * docs/cassandra-errors.md, row by row.
 */
enum DriverError {
  UNAVAILABLE(
      "UnavailableException",
      NOT_APPLIED,
      1,
      2,
      PrimeDsl.unavailable(ConsistencyLevel.QUORUM, 2, 1)),
  WRITE_TIMEOUT_CAS("WriteTimeoutException, CAS", UNKNOWN, 1, 2, timeout(WriteType.CAS)),
  WRITE_TIMEOUT_SIMPLE("WriteTimeoutException, SIMPLE", UNKNOWN, 1, 2, timeout(WriteType.SIMPLE)),
  WRITE_TIMEOUT_BATCH("WriteTimeoutException, BATCH", UNKNOWN, 1, 2, timeout(WriteType.BATCH)),
  WRITE_TIMEOUT_BATCH_LOG(
      "WriteTimeoutException, BATCH_LOG", UNKNOWN, 1, 2, timeout(WriteType.BATCH_LOG)),
  WRITE_TIMEOUT_UNLOGGED_BATCH(
      "WriteTimeoutException, UNLOGGED_BATCH", UNKNOWN, 1, 2, timeout(WriteType.UNLOGGED_BATCH)),
  WRITE_TIMEOUT_COUNTER(
      "WriteTimeoutException, COUNTER", UNKNOWN, 1, 2, timeout(WriteType.COUNTER)),
  WRITE_TIMEOUT_VIEW("WriteTimeoutException, VIEW", UNKNOWN, 1, 2, timeout(WriteType.VIEW)),
  WRITE_TIMEOUT_CDC("WriteTimeoutException, CDC", UNKNOWN, 1, 2, timeout(WriteType.CDC)),
  WRITE_FAILURE_CAS("WriteFailureException, CAS", UNKNOWN, 1, 2, failure(WriteType.CAS)),
  WRITE_FAILURE_SIMPLE("WriteFailureException, SIMPLE", UNKNOWN, 1, 2, failure(WriteType.SIMPLE)),
  CAS_WRITE_UNKNOWN(
      "CASWriteUnknownException",
      UNKNOWN,
      1,
      2,
      Answer.of(new CASWriteUnknown("unknown", ConsistencyLevel.SERIAL.getCode(), 1, 2))),
  CDC_WRITE_FAILURE(
      "CDCWriteFailureException",
      UNKNOWN,
      1,
      2,
      Answer.of(new Error(ErrorCode.CDC_WRITE_FAILURE, "no room"))),
  READ_TIMEOUT(
      "ReadTimeoutException",
      UNKNOWN,
      1,
      2,
      PrimeDsl.readTimeout(ConsistencyLevel.SERIAL, 1, 2, false)),
  READ_FAILURE(
      "ReadFailureException",
      UNKNOWN,
      1,
      2,
      PrimeDsl.readFailure(
          ConsistencyLevel.SERIAL,
          1,
          2,
          Map.of(InetAddress.getLoopbackAddress(), RequestFailureReason.UNKNOWN),
          false)),
  OVERLOADED_NODE(
      "OverloadedException", OVERLOADED, 1, 2, PrimeDsl.overloaded("too many in flight hints")),
  BOOTSTRAPPING("BootstrappingException", NOT_APPLIED, 3, 3, PrimeDsl.isBootstrapping()),
  SERVER_ERROR("ServerError", UNKNOWN, 1, 2, PrimeDsl.serverError("java.lang.AssertionError")),
  TRUNCATE("TruncateException", UNKNOWN, 1, 2, PrimeDsl.truncateError("not all replicas")),
  PROTOCOL_ERROR("ProtocolError", UNKNOWN, 1, 1, PrimeDsl.protocolError("unexpected frame")),
  AUTHENTICATION(
      "ProtocolError, of an authentication", UNKNOWN, 1, 1, PrimeDsl.authenticationError("who?")),
  FUNCTION_FAILURE(
      "FunctionFailureException",
      UNKNOWN,
      1,
      1,
      PrimeDsl.functionFailure("kv", "f", List.of("int"), "failed")),
  SYNTAX_ERROR("SyntaxError", NOT_APPLIED, 1, 1, PrimeDsl.syntaxError("no viable alternative")),
  UNAUTHORIZED("UnauthorizedException", NOT_APPLIED, 1, 1, PrimeDsl.unauthorized("no MODIFY")),
  INVALID("InvalidQueryException", NOT_APPLIED, 1, 1, PrimeDsl.invalid("unconfigured table")),
  CONFIGURATION(
      "InvalidConfigurationInQueryException",
      NOT_APPLIED,
      1,
      1,
      PrimeDsl.configurationError("no such strategy")),
  ALREADY_EXISTS("AlreadyExistsException", NOT_APPLIED, 1, 1, PrimeDsl.alreadyExists("kv", "keys")),
  CLOSED_CONNECTION(
      "ClosedConnectionException",
      UNKNOWN,
      1,
      2,
      PrimeDsl.closeConnection(Scope.CONNECTION, CloseType.DISCONNECT));

  /** How a write ends; a read that fails is not applied, whatever the reason. */
  enum Ending {
    APPLIED("applied"),
    NOT_APPLIED("not applied"),
    OVERLOADED("not applied, overloaded"),
    UNKNOWN("unknown");

    private final String words;

    Ending(String words) {
      this.words = words;
    }

    static Ending of(Optional<KvException> error) {
      return error
          .map(
              e ->
                  e instanceof NotAppliedException refused
                      ? refused.reason() == Reason.OVERLOADED ? OVERLOADED : NOT_APPLIED
                      : UNKNOWN)
          .orElse(APPLIED);
    }

    @Override
    public String toString() {
      return words;
    }
  }

  final String name;
  final Ending ending;

  /** How many nodes are asked, of three, where a repetition may apply twice. */
  final int asked;

  /** How many nodes are asked, of three, where a repetition changes nothing. */
  final int askedIfRepeatable;

  @SuppressWarnings("ImmutableEnumChecker") // a function, of results that nobody changes
  final Answer answer;

  DriverError(String name, Ending ending, int asked, int askedIfRepeatable, Result answer) {
    this(name, ending, asked, askedIfRepeatable, answer::toActions);
  }

  DriverError(String name, Ending ending, int asked, int askedIfRepeatable, Answer answer) {
    this.name = name;
    this.ending = ending;
    this.asked = asked;
    this.askedIfRepeatable = askedIfRepeatable;
    this.answer = answer;
  }

  private static Result timeout(WriteType type) {
    return PrimeDsl.writeTimeout(ConsistencyLevel.QUORUM, 1, 2, type);
  }

  private static Result failure(WriteType type) {
    return PrimeDsl.writeFailure(
        ConsistencyLevel.QUORUM,
        1,
        2,
        Map.of(InetAddress.getLoopbackAddress(), RequestFailureReason.UNKNOWN),
        type);
  }
}
