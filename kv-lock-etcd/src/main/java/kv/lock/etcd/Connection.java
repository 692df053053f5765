package kv.lock.etcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import kv.lock.etcd.EtcdFailure.Kind;
import kv.spi.Deadline;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster, as a place where one request is sent to one member at a time: the leader where it is
 * known, as others would only pass it on. Each has a deadline. What may have been sent goes to
 * another member only if its sender says that it may be done twice.
 */
final class Connection implements AutoCloseable {

  /** Whether a request may be sent again though it may have been done. */
  enum Repeat {
    SAFE,
    NEVER
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private static final Metadata.Key<String> TOKEN = key("token");

  /** Makes a member that has no leader say so at once. */
  private static final Metadata.Key<String> HAS_LEADER = key("hasleader");

  private static final long PAUSE_NANOS = 50_000_000;
  private static final int LOGINS = 2;

  private final LongSupplier nanoTime;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final Optional<AuthenticateRequest> login;
  private final Channels channels;
  private final List<Member> members;
  private final AtomicInteger preferred;
  private volatile @Nullable String token;
  private volatile boolean closed;

  Connection(Settings settings, LongSupplier nanoTime, Random random) {
    this.nanoTime = nanoTime;
    this.connectTimeout = settings.get(EtcdSettings.CONNECT_TIMEOUT);
    this.requestTimeout = settings.get(EtcdSettings.REQUEST_TIMEOUT);
    this.login =
        settings
            .find(EtcdSettings.USERNAME)
            .map(
                name ->
                    AuthenticateRequest.newBuilder()
                        .setName(name)
                        .setPassword(settings.find(EtcdSettings.PASSWORD).orElse(""))
                        .build());
    this.channels = new Channels(settings);
    this.members =
        settings.get(EtcdSettings.ENDPOINTS).stream()
            .map(address -> new Member(address.toString(), channels.to(address), nanoTime))
            .toList();
    this.preferred = new AtomicInteger(random.nextInt(members.size()));
  }

  /** Finds the leader, and asks it from now on; changes nothing if no member says that it is it. */
  void preferLeader(Deadline deadline) {
    int first = preferred.get();
    for (int i = 0; i < members.size() && !closed; i++) {
      int index = (first + i) % members.size();
      if (isLeader(index, deadline)) {
        preferred.compareAndSet(first, index);
        return;
      }
    }
  }

  private boolean isLeader(int index, Deadline deadline) {
    try {
      StatusResponse status =
          toOne(
              index,
              deadline,
              (member, options, headers) ->
                  ClientCalls.blockingUnaryCall(
                      channel(member, headers),
                      MaintenanceGrpc.getStatusMethod(),
                      options,
                      StatusRequest.getDefaultInstance()),
              headers(deadline));
      return status.getLeader() == status.getHeader().getMemberId();
    } catch (EtcdFailure e) {
      LOG.debug("{} does not tell who is the leader", members.get(index).name(), e);
      return false;
    }
  }

  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Repeat repeat, Deadline deadline)
      throws EtcdFailure {
    return toSome(
        repeat,
        deadline,
        (member, options, headers) ->
            ClientCalls.blockingUnaryCall(channel(member, headers), method, options, request));
  }

  /** Sends one request on a stream, which it closes, and returns the first answer. */
  <Q, A> A first(MethodDescriptor<Q, A> method, Q request, Repeat repeat, Deadline deadline)
      throws EtcdFailure {
    return toSome(
        repeat,
        deadline,
        (member, options, headers) -> {
          Iterator<A> answers =
              ClientCalls.blockingServerStreamingCall(
                  channel(member, headers), method, options, request);
          if (!answers.hasNext()) {
            throw Status.UNAVAILABLE.withDescription("it was not answered").asRuntimeException();
          }
          A first = answers.next();
          answers.forEachRemaining(more -> {});
          return first;
        });
  }

  /** Opens a stream that stays open; it ends with an error if anything is wrong with the member. */
  <Q, A> ClientCallStreamObserver<Q> stream(
      MethodDescriptor<Q, A> method, StreamObserver<A> answers) throws EtcdFailure {
    Member member = members.get(preferred.get());
    Metadata headers = headers(Deadline.in(requestTimeout, nanoTime));
    StreamObserver<Q> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel(member, headers).newCall(method, CallOptions.DEFAULT), answers);
    return (ClientCallStreamObserver<Q>) requests;
  }

  @FunctionalInterface
  private interface Attempt<A> {
    A at(Member member, CallOptions options, Metadata headers);
  }

  private <A> A toSome(Repeat repeat, Deadline deadline, Attempt<A> attempt) throws EtcdFailure {
    Deadline connect = Deadline.in(connectTimeout, nanoTime);
    int logins = LOGINS;
    int tried = 0;
    while (true) {
      try {
        return toPreferred(deadline, attempt, headers(deadline));
      } catch (EtcdFailure e) {
        tried++;
        boolean again =
            switch (e.kind()) {
              case NOT_SENT, REFUSED_BY_MEMBER -> !connect.hasPassed();
              case LOGIN_OVER -> login.isPresent() && --logins > 0;
              case UNKNOWN -> repeat == Repeat.SAFE;
              case NO_LEASE, REFUSED -> false;
            };
        if (!again || closed || deadline.hasPassed() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (e.kind() == Kind.LOGIN_OVER) {
          token = null;
        } else if (tried % members.size() == 0) {
          LockSupport.parkNanos(Math.min(PAUSE_NANOS, deadline.remaining().toNanos()));
        }
      }
    }
  }

  private <A> A toPreferred(Deadline deadline, Attempt<A> attempt, Metadata headers)
      throws EtcdFailure {
    int index = preferred.get();
    try {
      return toOne(index, deadline, attempt, headers);
    } catch (EtcdFailure e) {
      if (e.kind().ofMember) {
        preferred.compareAndSet(index, (index + 1) % members.size());
      }
      throw e;
    }
  }

  private <A> A toOne(int index, Deadline deadline, Attempt<A> attempt, Metadata headers)
      throws EtcdFailure {
    Member member = members.get(index);
    Duration left = deadline.remaining();
    if (left.isZero()) {
      throw new EtcdFailure(Kind.NOT_SENT, "there was no time left to ask etcd");
    }
    Sent sent = new Sent();
    CallOptions options =
        CallOptions.DEFAULT
            .withStreamTracerFactory(sent)
            .withDeadlineAfter(
                Math.min(left.toNanos(), requestTimeout.toNanos()), TimeUnit.NANOSECONDS);
    try {
      return attempt.at(member, options, headers);
    } catch (StatusRuntimeException e) {
      throw EtcdFailure.of(e, member.name(), sent.isSent());
    }
  }

  private Metadata headers(Deadline deadline) throws EtcdFailure {
    Metadata headers = leader();
    if (login.isPresent()) {
      String current = token;
      headers.put(TOKEN, current == null ? login(login.get(), deadline) : current);
    }
    return headers;
  }

  private String login(AuthenticateRequest request, Deadline deadline) throws EtcdFailure {
    try {
      String fresh =
          toPreferred(
                  deadline,
                  (member, options, headers) ->
                      ClientCalls.blockingUnaryCall(
                          channel(member, headers),
                          AuthGrpc.getAuthenticateMethod(),
                          options,
                          request),
                  leader())
              .getToken();
      token = fresh;
      return fresh;
    } catch (EtcdFailure e) {
      // Whatever became of the login, what it was for was not sent.
      throw e.mayHaveEffect()
          ? new EtcdFailure(Kind.REFUSED_BY_MEMBER, "no login: " + e.getMessage(), e)
          : e;
    }
  }

  private static Metadata leader() {
    Metadata headers = new Metadata();
    headers.put(HAS_LEADER, "true");
    return headers;
  }

  private static Channel channel(Member member, Metadata headers) {
    return ClientInterceptors.intercept(
        member.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public void close() {
    closed = true;
    members.forEach(Member::close);
    channels.close();
  }
}
