package kv.consistency.command;

import java.io.IOException;
import java.util.List;
import kv.consistency.check.Limits;
import kv.consistency.check.Outcome;
import kv.consistency.history.HistoryReader;

/** A way to check histories, chosen by name. Options of its own are fields with {@code @Option}. */
public interface Workload {

  /** The names by which {@code --workload} chooses it. */
  List<String> names();

  /**
   * Checks one history.
   *
   * @param name the name it was chosen by
   * @throws kv.consistency.history.MalformedHistoryException if the history can't be read as one of
   *     this workload
   */
  Outcome check(String name, HistoryReader history, Limits limits) throws IOException;
}
