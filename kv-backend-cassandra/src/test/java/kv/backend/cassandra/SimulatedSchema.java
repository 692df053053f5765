package kv.backend.cassandra;

import com.datastax.oss.protocol.internal.Frame;
import com.datastax.oss.protocol.internal.ProtocolConstants.DataType;
import com.datastax.oss.protocol.internal.request.Query;
import com.datastax.oss.protocol.internal.response.result.ColumnSpec;
import com.datastax.oss.protocol.internal.response.result.DefaultRows;
import com.datastax.oss.protocol.internal.response.result.RawType;
import com.datastax.oss.protocol.internal.response.result.RowsMetadata;
import com.datastax.oss.simulacron.common.cluster.AbstractNode;
import com.datastax.oss.simulacron.common.codec.CodecUtils;
import com.datastax.oss.simulacron.common.codec.CqlMapper;
import com.datastax.oss.simulacron.common.stubbing.Action;
import com.datastax.oss.simulacron.common.stubbing.MessageResponseAction;
import com.datastax.oss.simulacron.common.stubbing.StubMapping;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** What the driver reads of the schema: keyspace kv, three replicas of each key, no tables. */
final class SimulatedSchema extends StubMapping {

  private static final RawType TEXT = CodecUtils.primitive(DataType.VARCHAR);
  private static final RawType BOOLEAN = CodecUtils.primitive(DataType.BOOLEAN);
  private static final RawType MAP = new RawType.RawMap(TEXT, TEXT);

  @Override
  public boolean matches(Frame frame) {
    return frame.message instanceof Query query && query.query.contains("FROM system_schema.");
  }

  @Override
  @SuppressWarnings("rawtypes")
  public List<Action> getActions(AbstractNode node, Frame frame) {
    boolean keyspaces = ((Query) frame.message).query.contains("FROM system_schema.keyspaces");
    return List.of(
        new MessageResponseAction(
            keyspaces ? keyspaces(frame.protocolVersion) : rows(List.of(), List.of())));
  }

  private static DefaultRows keyspaces(int protocolVersion) {
    CqlMapper types = CqlMapper.forVersion(protocolVersion);
    Map<String, String> replication =
        Map.of(
            "class",
            "org.apache.cassandra.locator.NetworkTopologyStrategy",
            SimulatedCluster.DATACENTER,
            "3");
    return rows(
        List.of(
            column(0, "keyspace_name", TEXT),
            column(1, "durable_writes", BOOLEAN),
            column(2, "replication", MAP)),
        List.of(
            List.of(
                types.codecFor(TEXT).encode("kv"),
                types.codecFor(BOOLEAN).encode(true),
                types.codecFor(MAP).encode(replication))));
  }

  private static ColumnSpec column(int index, String name, RawType type) {
    return new ColumnSpec("system_schema", "keyspaces", name, index, type);
  }

  private static DefaultRows rows(List<ColumnSpec> columns, List<List<ByteBuffer>> rows) {
    return new DefaultRows(new RowsMetadata(columns, null, null, null), new ArrayDeque<>(rows));
  }
}
