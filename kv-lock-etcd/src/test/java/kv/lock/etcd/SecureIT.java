package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.Permission;
import io.grpc.MethodDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import kv.consistency.cluster.Certificate;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.lock.etcd.Connection.Repeat;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** An etcd that demands a certificate, a user and a password of its clients. */
@TestInstance(Lifecycle.PER_CLASS)
final class SecureIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String NAMESPACE = "/secure/";

  private final Certificate certificate =
      Certificate.create(
          Path.of("target", "clusters", "certificate"),
          IntStream.range(1, 255).mapToObj(third -> "127.0." + third + ".1").toList());
  private final EtcdCluster cluster =
      EtcdCluster.start(
          Path.of("target", "clusters", "secure"),
          EtcdConfiguration.ofMachine()
              .withMembers(1)
              .withEncryption(certificate)
              .withFlag("--client-cert-auth")
              .withFlag("--trusted-ca-file=" + certificate.chain().toAbsolutePath()));

  @BeforeAll
  void makeUsers() throws EtcdFailure {
    Map<String, String> settings = certified();
    try (Connection admin =
        new Connection(RealEtcd.settings(cluster, settings), System::nanoTime, new Random(1))) {
      call(admin, AuthGrpc.getUserAddMethod(), user("root", "root-password"));
      call(admin, AuthGrpc.getRoleAddMethod(), role("root"));
      call(admin, AuthGrpc.getUserGrantRoleMethod(), grant("root", "root"));
      call(admin, AuthGrpc.getUserAddMethod(), user("kv", "kv-password"));
      call(admin, AuthGrpc.getUserAddMethod(), user("somebody", "a-password"));
      call(admin, AuthGrpc.getRoleAddMethod(), role("locks"));
      call(
          admin,
          AuthGrpc.getRoleGrantPermissionMethod(),
          AuthRoleGrantPermissionRequest.newBuilder()
              .setName("locks")
              .setPerm(
                  Permission.newBuilder()
                      .setPermType(Permission.Type.READWRITE)
                      .setKey(ByteString.copyFromUtf8("/secure/"))
                      .setRangeEnd(ByteString.copyFromUtf8("/secure0")))
              .build());
      call(admin, AuthGrpc.getUserGrantRoleMethod(), grant("kv", "locks"));
      call(admin, AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance());
    }
  }

  private static AuthUserAddRequest user(String name, String password) {
    return AuthUserAddRequest.newBuilder().setName(name).setPassword(password).build();
  }

  private static AuthRoleAddRequest role(String name) {
    return AuthRoleAddRequest.newBuilder().setName(name).build();
  }

  private static AuthUserGrantRoleRequest grant(String user, String role) {
    return AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build();
  }

  private static <Q, A> void call(Connection admin, MethodDescriptor<Q, A> method, Q request)
      throws EtcdFailure {
    assertThat(admin.call(method, request, Repeat.NEVER, RealEtcd.soon())).isNotNull();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  /** The settings that let one connect. */
  private Map<String, String> certified() {
    return Map.of(
        "kv.etcd.namespace", NAMESPACE,
        "kv.etcd.tls.ca", certificate.chain().toString(),
        "kv.etcd.tls.certificate", certificate.chain().toString(),
        "kv.etcd.tls.key", certificate.key().toString());
  }

  /** The settings that let one in, but for those in {@code other}; an empty one is left out. */
  private LockManager open(Map<String, String> other) {
    Map<String, String> settings = new HashMap<>(certified());
    settings.put("kv.etcd.username", "kv");
    settings.put("kv.etcd.password", "kv-password");
    settings.putAll(other);
    settings.values().removeIf(String::isEmpty);
    return RealEtcd.open(cluster, settings);
  }

  private static void assertLocks(LockManager locks) {
    Key key = Key.utf8("k");
    assertThat(
            locks.commit(locks.acquire(key, Purpose.WRITE, LONG, RealEtcd.soon()), RealEtcd.soon()))
        .isEqualTo(Commit.COMMITTED);
  }

  private static void assertKeptOut(LockManager locks, String why) {
    assertThatThrownBy(() -> assertLocks(locks))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
        .hasMessageContaining(why);
    assertThat(locks.health()).isInstanceOf(Health.Down.class);
  }

  @Test
  void with_certificate_and_password_it_is_let_in_and_waits_and_hands_over() {
    try (LockManager locks = open(Map.of());
        LockManager others = open(Map.of())) {
      for (int i = 0; i < 5; i++) {
        assertLocks(locks);
        assertLocks(others);
      }
    }
  }

  @Test
  void the_certificates_to_trust_may_be_in_a_key_store() {
    Map<String, String> store =
        Map.of(
            "kv.etcd.tls.ca", certificate.keyStore().toString(),
            "kv.etcd.tls.ca-password", certificate.password());
    try (LockManager locks = open(store)) {
      assertLocks(locks);
    }
  }

  @Test
  void it_logs_in_again_when_the_members_have_forgotten_its_login() {
    try (LockManager locks = open(Map.of())) {
      assertLocks(locks);
      cluster.member(0).restart();
      cluster.awaitHealthy();
      until(locks);
    }
  }

  private static void until(LockManager locks) {
    long start = System.nanoTime();
    while (true) {
      try {
        assertLocks(locks);
        return;
      } catch (NotAppliedException e) {
        assertThat(System.nanoTime() - start).as("%s", e).isLessThan(LONG.toNanos());
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  @Test
  void it_logs_in_again_when_users_have_changed() throws EtcdFailure {
    Map<String, String> root = new HashMap<>(certified());
    root.put("kv.etcd.username", "root");
    root.put("kv.etcd.password", "root-password");
    try (LockManager locks = open(Map.of());
        Connection admin =
            new Connection(RealEtcd.settings(cluster, root), System::nanoTime, new Random(1))) {
      assertLocks(locks);
      call(
          admin,
          AuthGrpc.getUserChangePasswordMethod(),
          AuthUserChangePasswordRequest.newBuilder()
              .setName("somebody")
              .setPassword("another-password")
              .build());
      assertLocks(locks);
    }
  }

  @Test
  void a_wrong_password_is_told() {
    try (LockManager locks = open(Map.of("kv.etcd.password", "wrong"))) {
      assertKeptOut(locks, "authentication failed");
    }
  }

  @Test
  void that_a_password_is_missing_is_told() {
    try (LockManager locks = open(Map.of("kv.etcd.username", "", "kv.etcd.password", ""))) {
      // The certificate's name is taken for a user then, who may do nothing.
      assertKeptOut(locks, "etcd");
    }
  }

  @Test
  void a_namespace_that_is_not_the_users_is_told() {
    try (LockManager locks = open(Map.of("kv.etcd.namespace", "/elsewhere/"))) {
      assertKeptOut(locks, "permission denied");
    }
  }

  @Test
  void without_the_clients_certificate_it_is_kept_out() {
    try (LockManager locks = open(Map.of("kv.etcd.tls.certificate", "", "kv.etcd.tls.key", ""))) {
      assertKeptOut(locks, "UNAVAILABLE");
    }
  }

  @Test
  void a_member_whose_certificate_is_not_trusted_is_not_talked_to() {
    try (LockManager locks = open(Map.of("kv.etcd.tls.ca", ""))) {
      assertKeptOut(locks, "UNAVAILABLE");
    }
  }

  @Test
  void plain_text_gets_nowhere() {
    String plain = List.copyOf(cluster.endpoints()).get(0).replace("https://", "http://");
    try (LockManager locks =
        open(
            Map.of(
                "kv.etcd.endpoints", plain,
                "kv.etcd.tls.ca", "",
                "kv.etcd.tls.certificate", "",
                "kv.etcd.tls.key", ""))) {
      assertKeptOut(locks, "UNAVAILABLE");
    }
  }
}
