package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import kv.lock.etcd.EtcdFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EtcdFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNAVAILABLE         | etcdserver: no leader                                | REFUSED_BY_MEMBER",
        "UNAVAILABLE         | etcdserver: leader changed                           | UNKNOWN",
        "UNAVAILABLE         | etcdserver: request timed out                        | UNKNOWN",
        "UNAVAILABLE         | io exception                                         | UNKNOWN",
        "UNKNOWN             | raft: stopped                                        | UNKNOWN",
        "DEADLINE_EXCEEDED   | context deadline exceeded                            | UNKNOWN",
        "CANCELLED           | Thread interrupted                                   | UNKNOWN",
        "INTERNAL            | Connection closed after GOAWAY                       | UNKNOWN",
        "NOT_FOUND           | etcdserver: requested lease not found                | NO_LEASE",
        "UNAUTHENTICATED     | etcdserver: invalid auth token                       | LOGIN_OVER",
        "INVALID_ARGUMENT    | etcdserver: revision of auth store is old            | LOGIN_OVER",
        "INVALID_ARGUMENT    | etcdserver: authentication failed, invalid user ID or password | REFUSED",
        "INVALID_ARGUMENT    | etcdserver: request is too large                     | REFUSED",
        "PERMISSION_DENIED   | etcdserver: permission denied                        | REFUSED",
        "FAILED_PRECONDITION | etcdserver: authentication is not enabled            | REFUSED",
        "RESOURCE_EXHAUSTED  | etcdserver: too many requests                        | REFUSED",
        "RESOURCE_EXHAUSTED  | etcdserver: mvcc: database space exceeded            | REFUSED",
        "RESOURCE_EXHAUSTED  | gRPC message exceeds maximum size 4194304: 5000000   | UNKNOWN",
      })
  void what_was_sent_is_unknown_unless_etcd_says_that_it_did_nothing(
      Status.Code code, String text, Kind kind) {
    EtcdFailure failure = failure(code, text, true);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.mayHaveEffect()).isEqualTo(kind == Kind.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, names = "OK", mode = Mode.EXCLUDE)
  void what_was_not_sent_has_no_effect_whatever_the_error(Status.Code code) {
    assertThat(failure(code, "io exception", false).kind()).isEqualTo(Kind.NOT_SENT);
    assertThat(failure(code, "io exception", false).mayHaveEffect()).isFalse();
  }

  @Test
  void an_error_without_a_text_is_told_by_its_code() {
    EtcdFailure failure =
        EtcdFailure.of(Status.UNAVAILABLE.asRuntimeException(), "a.example:2379", true);
    assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(failure).hasMessageContaining("a.example:2379").hasMessageContaining("UNAVAILABLE");
  }

  private static EtcdFailure failure(Status.Code code, String text, boolean sent) {
    return EtcdFailure.of(
        Status.fromCode(code).withDescription(text).asRuntimeException(), "member", sent);
  }
}
