package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kv.backend.cassandra.SimulatedCluster.Answer;
import kv.backend.cassandra.SimulatedCluster.Script;
import kv.spi.Deadline;
import kv.spi.KvException;

/** One statement, prepared and run as the backends do, and how it ends. */
final class Call {

  /** The three ways in which the backends run statements. */
  enum Kind {
    TRANSACTION("UPDATE kv.entries SET value = 0x01 WHERE key = 0x02 IF version = null"),
    PLAIN_WRITE("INSERT INTO kv.keys (bucket, key) VALUES (1, 0x02) USING TIMESTAMP 1"),
    READ("SELECT value FROM kv.entries WHERE key = 0x02");

    private final String statement;

    Kind(String statement) {
      this.statement = statement;
    }

    private SimpleStatement prepared(String statement) {
      SimpleStatement simple = SimpleStatement.newInstance(statement);
      return switch (this) {
        case TRANSACTION ->
            simple
                .setIdempotent(false)
                .setConsistencyLevel(DefaultConsistencyLevel.QUORUM)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL);
        case PLAIN_WRITE ->
            simple.setIdempotent(true).setConsistencyLevel(DefaultConsistencyLevel.QUORUM);
        case READ -> simple.setIdempotent(true).setConsistencyLevel(DefaultConsistencyLevel.SERIAL);
      };
    }
  }

  static final Duration LONG = Duration.ofSeconds(30);

  final Cql cql;
  final Script script;
  private final Kind kind;
  private final BoundStatement statement;

  private Call(CqlSession session, Kind kind, String statement, Script script) {
    this.kind = kind;
    this.script = script;
    this.cql = new Cql(session, LONG);
    this.statement = cql.prepare(kind.prepared(statement)).bind();
  }

  /**
   * @param name tells this statement from others on the same cluster
   */
  static Call prepare(
      SimulatedCluster cluster, CqlSession session, Kind kind, String name, Answer... answers) {
    String statement = kind.statement + " /* " + name + " */";
    return new Call(session, kind, statement, cluster.script(statement, answers));
  }

  BoundStatement statement() {
    return statement;
  }

  /** The error it ends with; empty if it succeeds. */
  Optional<KvException> run() {
    return run(Deadline.in(LONG), unchanged -> unchanged);
  }

  Optional<KvException> run(Deadline deadline, UnaryOperator<BoundStatement> change) {
    try {
      BoundStatement changed = change.apply(statement);
      if (kind == Kind.READ) {
        cql.read(changed, deadline);
      } else {
        cql.write(changed, deadline);
      }
      return Optional.empty();
    } catch (KvException e) {
      return Optional.of(e);
    }
  }
}
