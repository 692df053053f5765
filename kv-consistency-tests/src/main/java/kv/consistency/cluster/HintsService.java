package kv.consistency.cluster;

import java.util.List;
import java.util.Map;

/** The part that is used here of Cassandra's management bean of the same name. */
public interface HintsService {
  /** The bean's name. */
  String NAME = "org.apache.cassandra.hints:type=HintsService";

  void pauseDispatch();

  void resumeDispatch();

  void deleteAllHints();

  List<Map<String, String>> getPendingHints();
}
