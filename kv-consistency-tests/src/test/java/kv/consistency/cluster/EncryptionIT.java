package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that ask clients for TLS and a login. */
@Tag("cluster")
class EncryptionIT {
  private static final int READY = 0x02;
  private static final int AUTHENTICATE = 0x03;

  @TempDir private Path directory;

  @Test
  void cassandra_speaks_tls_with_the_certificate_and_asks_who_one_is() throws Exception {
    Certificate certificate = certificate();
    CassandraConfiguration configuration =
        CassandraConfiguration.ofBuild()
            .withNodes(1)
            .withDataCentre("elsewhere")
            .withAuthentication()
            .withEncryption(certificate);
    Path path = Path.of("target", "clusters", "cassandra-tls");
    try (CassandraCluster cluster = CassandraCluster.start(path, configuration)) {
      InetSocketAddress contactPoint = cluster.contactPoints().get(0);
      try (Socket socket =
          trusting(certificate)
              .getSocketFactory()
              .createSocket(contactPoint.getAddress(), contactPoint.getPort())) {
        assertThat(answerToStartUp(socket)).isEqualTo(AUTHENTICATE).isNotEqualTo(READY);
      }
      assertThat(cluster.node(0).nodetool("status")).contains("Datacenter: elsewhere");
    }
  }

  @Test
  void etcd_speaks_tls_with_the_certificate() throws Exception {
    Certificate certificate = certificate();
    EtcdConfiguration configuration =
        EtcdConfiguration.ofMachine().withMembers(1).withEncryption(certificate);
    Path path = Path.of("target", "clusters", "etcd-tls");
    try (EtcdCluster cluster = EtcdCluster.start(path, configuration)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(cluster.endpoints().get(0) + "/version")).build();
      HttpClient trusting = HttpClient.newBuilder().sslContext(trusting(certificate)).build();

      assertThat(trusting.send(request, BodyHandlers.ofString()).body()).contains("etcdserver");
      assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, BodyHandlers.discarding()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  /** For every address that a cluster of one may get. */
  private Certificate certificate() {
    List<String> addresses =
        IntStream.range(1, 255).mapToObj(third -> "127.0." + third + ".1").toList();
    return Certificate.create(directory.resolve("certificate"), addresses);
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate.chain())) {
      trusted.setCertificateEntry(
          "node", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** The kind of frame that answers STARTUP in version 4 of the native protocol. */
  private static int answerToStartUp(Socket socket) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write(new byte[] {4, 0, 0, 0, 1});
    out.writeInt(22);
    out.writeShort(1);
    out.writeUTF("CQL_VERSION");
    out.writeUTF("3.0.0");
    out.flush();
    byte[] header = new byte[9];
    new DataInputStream(socket.getInputStream()).readFully(header);
    return header[4];
  }
}
