package kv.consistency.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The part that is used here of Cassandra's management bean of the same name; addresses are as
 * {@code /127.0.0.1}.
 */
public interface StorageService {
  /** The bean's name. */
  String NAME = "org.apache.cassandra.db:type=StorageService";

  String getOperationMode();

  boolean isNativeTransportRunning();

  List<String> getLiveNodes();

  List<String> getUnreachableNodes();

  List<String> getJoiningNodes();

  /** Of all nodes that own a part of the ring. */
  Map<String, String> getEndpointToHostId();

  List<String> getNaturalEndpointsWithPort(String keyspace, String table, String key);

  void forceKeyspaceFlush(String keyspace, String... tables)
      throws IOException, ExecutionException, InterruptedException;

  void drain() throws IOException, InterruptedException, ExecutionException;

  void setLoggingLevel(String logger, String level) throws Exception;
}
