package kv.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static kv.http.wire.Http.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar kv.war} over TLS, with certificates of the test's own authorities. */
final class TlsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private static Path directory;
  private static Ca ca = unset();
  private static Ca stranger = unset();
  private static Path server = Path.of("unset");

  @SuppressWarnings("NullAway") // set before any test
  private static Ca unset() {
    return null;
  }

  @BeforeAll
  static void issue() {
    ca = new Ca(directory, "ca");
    stranger = new Ca(directory, "stranger");
    server = ca.issue("server", "CN=first");
    ca.issue("second", "CN=second");
    ca.issue("rsa", "CN=third", "-keyalg", "RSA", "-keysize", "2048");
    ca.issue("edwards", "CN=fourth", "-keyalg", "Ed25519");
    ca.issue("ann", "CN=ann, O=Example");
    ca.issue("bob", "CN=bob, O=Example");
    stranger.issue("eve", "CN=ann, O=Example");
  }

  private static Map<String, String> ofStore() {
    return Map.of("kv.tls.key-store", server.toString(), "kv.tls.key-store-password", Ca.PASSWORD);
  }

  private static Map<String, String> ofPem(String file) {
    return Map.of(
        "kv.tls.certificate",
        ca.write(file + "-chain.pem", ca.chain(file)).toString(),
        "kv.tls.key",
        ca.write(file + "-key.pem", ca.key(file)).toString());
  }

  private static FrontEnd start(Map<String, String> settings) throws IOException {
    return FrontEnd.standalone("tls", directory, settings);
  }

  private static int status(FrontEnd frontEnd, Optional<String> client) {
    return new Http(frontEnd, ca.client(client)).put("/v1/kv/a/1", "1").statusCode();
  }

  private static String subject(FrontEnd frontEnd) {
    try (SSLSocket socket = connect(frontEnd)) {
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLSocket connect(FrontEnd frontEnd) throws IOException {
    return (SSLSocket)
        ca.client(Optional.empty())
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), frontEnd.port());
  }

  @Test
  void a_pkcs12_file_or_pem_files_of_any_usual_algorithm_make_a_server() throws IOException {
    try (FrontEnd frontEnd = start(ofStore())) {
      assertThat(status(frontEnd, Optional.empty())).isEqualTo(201);
    }
    for (String file : new String[] {"server", "rsa", "edwards"}) {
      try (FrontEnd frontEnd = start(ofPem(file))) {
        assertThat(status(frontEnd, Optional.empty())).as(file).isEqualTo(201);
      }
    }
  }

  @Test
  void an_encrypted_key_is_read_with_its_password() throws Exception {
    Map<String, String> settings = new HashMap<>(ofPem("server"));
    settings.put("kv.tls.key", ca.write("encrypted.pem", encrypted("of-the-key")).toString());
    settings.put("kv.tls.key-password", "of-the-key");
    try (FrontEnd frontEnd = start(settings)) {
      assertThat(status(frontEnd, Optional.empty())).isEqualTo(201);
    }
  }

  private static String encrypted(String password) throws Exception {
    String name = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(name);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray())));
    byte[] encrypted = cipher.doFinal(ca.privateKey("server").getEncoded());
    // By the name that the JDK has an object identifier for.
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    return Ca.pem(
        "ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
  }

  @Test
  void nothing_older_than_tls_1_2_and_nothing_plain_is_spoken() throws IOException {
    try (FrontEnd frontEnd = start(ofStore())) {
      for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
        try (SSLSocket socket = connect(frontEnd)) {
          socket.setEnabledProtocols(new String[] {protocol});
          socket.startHandshake();
          assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
      }
      try (SSLSocket socket = connect(frontEnd)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.1", "TLSv1"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
      }
      try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), frontEnd.port())) {
        plain
            .getOutputStream()
            .write("GET /v1/kv/a HTTP/1.1\r\nHost: kv\r\n\r\n".getBytes(US_ASCII));
        assertThat(plain.getInputStream().read()).as("the first byte").isNotEqualTo('H');
      }
    }
  }

  @Test
  void a_new_certificate_counts_without_a_restart_and_one_without_its_key_does_not()
      throws IOException {
    Map<String, String> settings = new HashMap<>(ofPem("server"));
    settings.put("kv.reload-interval", "20ms");
    try (FrontEnd frontEnd = start(settings)) {
      assertThat(subject(frontEnd)).isEqualTo("CN=first");
      ca.write("server-chain.pem", ca.chain("second"));
      frontEnd
          .process()
          .awaitLine(Pattern.compile("ERROR .*kv\\.tls.*the key is not that of the certificate"));
      assertThat(subject(frontEnd)).isEqualTo("CN=first");
      ca.write("server-key.pem", ca.key("second"));
      Polling.until(PATIENCE, () -> subject(frontEnd).equals("CN=second"));
      assertThat(status(frontEnd, Optional.empty())).isEqualTo(201);
    }
  }

  private static Map<String, String> mutual(String clientAuth) {
    Map<String, String> settings = new HashMap<>(ofStore());
    Path subjects = ca.write("subjects", "# who\n\"cn=ann, o=Example\" read,write:a/\n");
    settings.putAll(
        Map.of(
            "kv.auth",
            "certificate",
            "kv.auth.certificates",
            subjects.toString(),
            "kv.tls.client-auth",
            clientAuth,
            "kv.tls.client-ca",
            ca.pem().toString()));
    return settings;
  }

  @Test
  void a_clients_certificate_proves_who_it_is() throws IOException {
    try (FrontEnd frontEnd = start(mutual("want"))) {
      assertThat(status(frontEnd, Optional.of("ann"))).isEqualTo(201);
      Http ann = new Http(frontEnd, ca.client(Optional.of("ann")));
      assertNotApplied(403, ann.get("/v1/kv/b/1"));
      Http bob = new Http(frontEnd, ca.client(Optional.of("bob")));
      assertNotApplied(403, bob.get("/v1/kv/a/1"));
      Http nobody = new Http(frontEnd, ca.client(Optional.empty()));
      assertNotApplied(403, nobody.get("/v1/kv/a/1"));
      assertThat(nobody.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void where_a_certificate_is_needed_nobody_connects_without_one_of_the_right_authority()
      throws IOException {
    try (FrontEnd frontEnd = start(mutual("need"))) {
      assertThat(status(frontEnd, Optional.of("ann"))).isEqualTo(201);
      for (Optional<String> client : List.of(Optional.<String>empty(), Optional.of("eve"))) {
        SSLContext tls = ca.client(client);
        assertThatThrownBy(() -> new Http(frontEnd, tls).get("/health/live"))
            .hasMessageContaining("got no answer");
      }
    }
  }
}
