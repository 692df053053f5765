package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kv.lock.etcd.EtcdSettings.Address;
import kv.spi.ConfigurationException;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "etcd.example, etcd.example, 2379",
    "etcd.example:4001, etcd.example, 4001",
    "127.0.0.1:2379, 127.0.0.1, 2379",
    "http://etcd.example:4001/, etcd.example, 4001",
    "https://etcd.example, etcd.example, 2379",
    "[::1]:2379, [::1], 2379",
  })
  void an_endpoint_is_a_host_with_a_port_or_without_or_a_url(String text, String host, int port) {
    Address address =
        RealEtcd.settings(Map.of("kv.etcd.endpoints", text)).get(EtcdSettings.ENDPOINTS).get(0);
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.port()).isEqualTo(port);
  }

  @Test
  void endpoints_are_separated_by_commas() {
    assertThat(
            RealEtcd.settings(Map.of("kv.etcd.endpoints", "a.example:1, b.example:2,c.example"))
                .get(EtcdSettings.ENDPOINTS))
        .extracting(Address::toString)
        .containsExactly("a.example:1", "b.example:2", "c.example:2379");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "a.example,", "ftp://a.example", "http://a.example/path", "a b", ":1"})
  void other_endpoints_are_refused_by_name(String text) {
    refused("kv.etcd.endpoints", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4s", "4999ms", "0s", "1h", "soon"})
  void a_lease_below_five_seconds_is_refused(String text) {
    refused("kv.etcd.lease", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "/käse/", "\t"})
  void a_namespace_is_printable(String text) {
    refused("kv.etcd.namespace", text);
  }

  private static void refused(String name, String text) {
    assertThatThrownBy(() -> open(Map.of(name, text)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(name);
  }

  @Test
  void https_encrypts_and_so_does_the_flag() {
    assertThat(encrypted("https://a.example", "false")).isTrue();
    assertThat(encrypted("a.example", "true")).isTrue();
    assertThat(encrypted("https://a.example,b.example", "true")).isTrue();
    assertThat(encrypted("a.example", "false")).isFalse();
    assertThat(encrypted("http://a.example", "false")).isFalse();
  }

  @Test
  void a_plain_endpoint_among_encrypted_ones_is_refused() {
    assertThatThrownBy(() -> encrypted("http://a.example", "true"))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> encrypted("http://a.example,https://b.example", "false"))
        .isInstanceOf(ConfigurationException.class);
  }

  private static boolean encrypted(String endpoints, String flag) {
    return EtcdSettings.isEncrypted(
        RealEtcd.settings(Map.of("kv.etcd.endpoints", endpoints, "kv.etcd.tls", flag)));
  }

  @Test
  void files_that_are_not_there_are_named_at_the_start(@TempDir Path directory) {
    String missing = directory.resolve("missing.pem").toString();
    assertThatThrownBy(() -> open(Map.of("kv.etcd.tls", "true", "kv.etcd.tls.ca", missing)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.etcd.tls.ca")
        .hasMessageContaining("missing.pem");
  }

  @Test
  void a_certificate_without_its_key_is_refused(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("client.pem"), "nothing");
    assertThatThrownBy(
            () -> open(Map.of("kv.etcd.tls", "true", "kv.etcd.tls.certificate", file.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.etcd.tls.key");
  }

  @Test
  void a_file_that_holds_no_certificate_is_refused(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), "nothing");
    assertThatThrownBy(() -> open(Map.of("kv.etcd.tls", "true", "kv.etcd.tls.ca", file.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.etcd.tls.ca");
  }

  private static void open(Map<String, String> settings) {
    LockManager locks =
        new EtcdLockManagerProvider()
            .open(new Context(RealEtcd.settings(settings), System::nanoTime, 8));
    locks.close();
  }
}
