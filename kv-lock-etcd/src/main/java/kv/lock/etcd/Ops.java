package kv.lock.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.Compare.CompareResult;
import io.etcd.jetcd.api.Compare.CompareTarget;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.List;

/** The parts of etcd's transactions. */
final class Ops {

  private Ops() {}

  static TxnRequest txn(List<Compare> when, List<RequestOp> then, List<RequestOp> otherwise) {
    return TxnRequest.newBuilder()
        .addAllCompare(when)
        .addAllSuccess(then)
        .addAllFailure(otherwise)
        .build();
  }

  static RequestOp nested(TxnRequest txn) {
    return RequestOp.newBuilder().setRequestTxn(txn).build();
  }

  static Compare hasValue(ByteString name, ByteString value) {
    return Compare.newBuilder()
        .setKey(name)
        .setTarget(CompareTarget.VALUE)
        .setResult(CompareResult.EQUAL)
        .setValue(value)
        .build();
  }

  static Compare isAbsent(ByteString name) {
    return isOfRevision(name, 0);
  }

  static Compare isPresent(ByteString name) {
    return created(name, CompareResult.GREATER, 0).build();
  }

  /** Whether it was created at {@code revision}; 0 for absent. */
  static Compare isOfRevision(ByteString name, long revision) {
    return created(name, CompareResult.EQUAL, revision).build();
  }

  static Compare wasModifiedAt(ByteString name, long revision) {
    return Compare.newBuilder()
        .setKey(name)
        .setTarget(CompareTarget.MOD)
        .setResult(CompareResult.EQUAL)
        .setModRevision(revision)
        .build();
  }

  /** Whether nothing is called from {@code from} up to and without {@code end}. */
  static Compare areAbsent(ByteString from, ByteString end) {
    return created(from, CompareResult.EQUAL, 0).setRangeEnd(end).build();
  }

  /** Whether nothing from {@code from} up to and without {@code end} was there before. */
  static Compare noneIsOlder(ByteString from, ByteString end, long revision) {
    return created(from, CompareResult.GREATER, revision - 1).setRangeEnd(end).build();
  }

  private static Compare.Builder created(ByteString name, CompareResult result, long revision) {
    return Compare.newBuilder()
        .setKey(name)
        .setTarget(CompareTarget.CREATE)
        .setResult(result)
        .setCreateRevision(revision);
  }

  static RequestOp get(ByteString name) {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(name).build())
        .build();
  }

  static RequestOp get(ByteString from, ByteString end) {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(from).setRangeEnd(end).build())
        .build();
  }

  /** The names alone of what was modified before {@code revision}. */
  static RequestOp namesBefore(ByteString from, ByteString end, long revision) {
    return RequestOp.newBuilder()
        .setRequestRange(
            RangeRequest.newBuilder()
                .setKey(from)
                .setRangeEnd(end)
                .setMaxModRevision(revision - 1)
                .setKeysOnly(true)
                .build())
        .build();
  }

  /**
   * @param lease 0 for none
   */
  static RequestOp put(ByteString name, ByteString value, long lease) {
    return RequestOp.newBuilder().setRequestPut(request(name, value, lease).build()).build();
  }

  /** As {@link #put}, and tells what was there before. */
  static RequestOp exchange(ByteString name, ByteString value) {
    return RequestOp.newBuilder()
        .setRequestPut(request(name, value, 0).setPrevKv(true).build())
        .build();
  }

  private static PutRequest.Builder request(ByteString name, ByteString value, long lease) {
    return PutRequest.newBuilder().setKey(name).setValue(value).setLease(lease);
  }

  static RequestOp delete(ByteString name) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(name).build())
        .build();
  }
}
