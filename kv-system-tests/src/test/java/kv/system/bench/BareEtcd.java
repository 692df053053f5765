package kv.system.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdMember;

/**
 * The two transactions that a write under a lock can't do without: put lock and intent where no
 * lock is, delete both where the lock is one's own. The leader saves etcd a hop.
 */
final class BareEtcd implements AutoCloseable {

  private final ManagedChannel channel;
  private final KVGrpc.KVBlockingStub etcd;
  private final long lease;

  BareEtcd(EtcdCluster cluster, boolean toLeader) {
    EtcdMember leader = cluster.leader().orElseThrow();
    EtcdMember asked =
        toLeader
            ? leader
            : cluster.members().stream().filter(each -> each != leader).findFirst().orElseThrow();
    URI address = URI.create(asked.endpoint());
    channel =
        NettyChannelBuilder.forAddress(address.getHost(), address.getPort()).usePlaintext().build();
    etcd = KVGrpc.newBlockingStub(channel);
    lease =
        LeaseGrpc.newBlockingStub(channel)
            .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(3600).build())
            .getID();
  }

  /** Takes the key's lock, again and again until it is free; the revision. */
  long acquire(int key) {
    ByteString lock = name("bare/lock/", key);
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(lock)
                    .setTarget(Compare.CompareTarget.CREATE)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setCreateRevision(0))
            .addSuccess(put(PutRequest.newBuilder().setKey(lock).setLease(lease)))
            .addSuccess(put(PutRequest.newBuilder().setKey(name("bare/intent/", key))))
            .build();
    while (true) {
      TxnResponse response = etcd.txn(request);
      if (response.getSucceeded()) {
        return response.getHeader().getRevision();
      }
    }
  }

  /** Whether the lock was still the one of that revision. */
  boolean commit(int key, long revision) {
    ByteString lock = name("bare/lock/", key);
    return etcd.txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(lock)
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setCreateRevision(revision))
                .addSuccess(delete(lock))
                .addSuccess(delete(name("bare/intent/", key)))
                .build())
        .getSucceeded();
  }

  private static RequestOp put(PutRequest.Builder request) {
    return RequestOp.newBuilder().setRequestPut(request).build();
  }

  private static RequestOp delete(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
        .build();
  }

  private static ByteString name(String prefix, int key) {
    return ByteString.copyFrom(prefix + Setup.key(key), UTF_8);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
