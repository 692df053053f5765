package kv.lock.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/**
 * A request to etcd that was not answered as it was meant to be.
 *
 * <p>What is not certain is {@link Kind#UNKNOWN}. What is certain rests on the sources of etcd 3.4
 * and 3.5: {@code v3rpc/interceptor.go} refuses before the request is handled, {@code v3_server.go}
 * before it is proposed, {@code apply.go} checks leases and permissions before it writes anything.
 */
final class EtcdFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** What it means for the request. */
  enum Kind {
    /** It never left this process. */
    NOT_SENT(false, true),
    /** This member refused it unseen; another may take it. */
    REFUSED_BY_MEMBER(false, true),
    /** The login is over, or older than the last change of users and roles. */
    LOGIN_OVER(false, false),
    /** Its lease is over, and nothing was done. */
    NO_LEASE(false, false),
    /** The cluster refused it: permissions, limits, a full disk. */
    REFUSED(false, false),
    /** It may have been done, or be done later. */
    UNKNOWN(true, true);

    final boolean mayHaveEffect;

    /** Whether it says something bad of the member, so that another should be asked. */
    final boolean ofMember;

    Kind(boolean mayHaveEffect, boolean ofMember) {
      this.mayHaveEffect = mayHaveEffect;
      this.ofMember = ofMember;
    }
  }

  private static final List<String> LOGIN_OVER =
      List.of("etcdserver: invalid auth token", "etcdserver: revision of auth store is old");

  private final Kind kind;

  EtcdFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  EtcdFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * @param member whom it was sent to
   * @param sent whether any of it may have left this process
   */
  static EtcdFailure of(StatusRuntimeException e, String member, boolean sent) {
    Status status = e.getStatus();
    String text = Optional.ofNullable(status.getDescription()).orElse("");
    return new EtcdFailure(
        sent ? kind(status.getCode(), text) : Kind.NOT_SENT,
        "etcd member %s: %s %s".formatted(member, status.getCode(), text),
        e);
  }

  private static Kind kind(Status.Code code, String text) {
    if (LOGIN_OVER.contains(text)) {
      return Kind.LOGIN_OVER;
    }
    return switch (code) {
      case UNAVAILABLE ->
          text.equals("etcdserver: no leader") ? Kind.REFUSED_BY_MEMBER : Kind.UNKNOWN;
      case NOT_FOUND ->
          text.equals("etcdserver: requested lease not found") ? Kind.NO_LEASE : Kind.REFUSED;
      // Of gRPC's own making, it is an answer that was too long.
      case RESOURCE_EXHAUSTED -> text.startsWith("etcdserver: ") ? Kind.REFUSED : Kind.UNKNOWN;
      case INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> Kind.REFUSED;
      case FAILED_PRECONDITION -> text.startsWith("etcdserver: ") ? Kind.REFUSED : Kind.UNKNOWN;
      default -> Kind.UNKNOWN;
    };
  }

  Kind kind() {
    return kind;
  }

  boolean mayHaveEffect() {
    return kind.mayHaveEffect;
  }
}
