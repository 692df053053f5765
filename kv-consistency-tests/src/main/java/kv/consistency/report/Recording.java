package kv.consistency.report;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryReader;

/**
 * A history as far as the report shows it, read in one pass.
 *
 * @param end nanoseconds from the beginning of the run to the last event
 * @param left nemesis events for which there was no room
 * @param truncation what was dropped at the end of a history that was cut
 */
record Recording(
    OperationLog operations,
    List<Fault> faults,
    List<FaultLog.Mark> marks,
    int left,
    long end,
    Optional<String> truncation) {

  static Recording read(HistoryReader history) throws IOException {
    OperationLog operations = new OperationLog();
    FaultLog faults = new FaultLog();
    long now = 0;
    for (Event event = history.next(); event != null; event = history.next()) {
      // Times may be missing, and Jepsen's run backwards a little: the order of events counts.
      now = Math.max(now, event.time());
      if (event.isNemesis()) {
        faults.add(now, event);
      } else {
        operations.add(now, event);
      }
    }
    operations.end();
    return new Recording(
        operations, faults.faults(), faults.marks(), faults.left(), now, history.truncation());
  }
}
