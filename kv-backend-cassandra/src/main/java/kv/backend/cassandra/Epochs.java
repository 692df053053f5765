package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.List;
import java.util.OptionalLong;
import kv.spi.Deadline;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The lives of the lock service in the order in which the store met them, one value in the table
 * {@code meta} that only grows, by compare and set. A life's epoch is its place, from 1.
 *
 * <p>Its name is bound, not written into the statements: so the driver knows the partition, and all
 * front ends that start at once have one coordinator, which queues them.
 */
final class Epochs {

  private static final String NAME = "epochs";

  private final Store store;
  private final PreparedStatement read;
  private final PreparedStatement replace;

  Epochs(Store store) {
    this.store = store;
    String meta = store.keyspace() + ".meta";
    this.read =
        store
            .cql()
            .prepare(
                SimpleStatement.newInstance("SELECT value FROM " + meta + " WHERE name = ?")
                    .setIdempotent(true)
                    .setConsistencyLevel(DefaultConsistencyLevel.SERIAL));
    this.replace =
        store
            .cql()
            .prepare(
                SimpleStatement.newInstance(
                        "UPDATE " + meta + " SET value = ? WHERE name = ? IF value = ?")
                    .setIdempotent(false)
                    .setConsistencyLevel(DefaultConsistencyLevel.QUORUM)
                    .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL));
  }

  /**
   * The epoch of {@code identity}, which is met now; empty if a later one was met since. A step
   * that fails is tried again until the deadline: the next look shows what is to be done.
   */
  OptionalLong of(String identity, Deadline deadline) {
    Pauses pauses = new Pauses(deadline);
    while (true) {
      try {
        String met = met(deadline);
        List<String> lives = met == null ? List.of() : List.of(met.split(" ", -1));
        int place = lives.indexOf(identity);
        if (place >= 0) {
          return place == lives.size() - 1 ? OptionalLong.of(place + 1L) : OptionalLong.empty();
        }
        append(met, identity, deadline);
      } catch (KvException e) {
        pause(pauses, e);
      }
    }
  }

  private static void pause(Pauses pauses, KvException why) {
    try {
      pauses.next();
    } catch (NotAppliedException late) {
      why.addSuppressed(late);
      throw new NotAppliedException(
          Reason.UNAVAILABLE, "the epoch of the lock service can't be told now", why);
    }
  }

  private @Nullable String met(Deadline deadline) {
    Row row = store.cql().read(read.bind(NAME), deadline).one();
    return row == null ? null : row.getString("value");
  }

  private void append(@Nullable String met, String identity, Deadline deadline) {
    String longer = met == null ? identity : met + " " + identity;
    store.cql().write(replace.bind(longer, NAME, met), deadline);
  }
}
