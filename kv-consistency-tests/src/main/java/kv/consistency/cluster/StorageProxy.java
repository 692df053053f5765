package kv.consistency.cluster;

import java.util.List;
import java.util.Map;

/** The part that is used here of Cassandra's management bean of the same name. */
public interface StorageProxy {
  /** The bean's name. */
  String NAME = "org.apache.cassandra.db:type=StorageProxy";

  /** Nodes by the version of the schema that they have. */
  Map<String, List<String>> getSchemaVersions();

  void setHintedHandoffEnabled(boolean enabled);
}
