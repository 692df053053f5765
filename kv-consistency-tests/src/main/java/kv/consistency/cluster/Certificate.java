package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A certificate that signs itself, good for all that a test's nodes need, in the forms that they
 * read.
 *
 * @param keyStore PKCS #12, with the private key
 * @param password of the key store
 * @param chain PEM; what clients trust
 * @param key the private key, PEM
 */
public record Certificate(Path keyStore, String password, Path chain, Path key) {
  private static final String ALIAS = "node";
  private static final String PASSWORD = "changeit";

  /**
   * Makes one in {@code directory} with the JDK's keytool, for these IP addresses and {@code
   * localhost}.
   */
  public static Certificate create(Path directory, List<String> addresses) {
    Path store = directory.resolve("node.p12");
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(store);
      keytool(store, addresses);
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Key key = keys.getKey(ALIAS, PASSWORD.toCharArray());
      return new Certificate(
          store,
          PASSWORD,
          pem(
              directory.resolve("node.crt"),
              "CERTIFICATE",
              keys.getCertificate(ALIAS).getEncoded()),
          pem(directory.resolve("node.key"), "PRIVATE KEY", key.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new ClusterException("can't read what keytool has made: " + store, e);
    }
  }

  private static void keytool(Path store, List<String> addresses) throws IOException {
    String names =
        addresses.stream().map(address -> ",ip:" + address).collect(Collectors.joining());
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-dname",
                "CN=node",
                "-ext",
                "san=dns:localhost" + names,
                "-ext",
                "bc=ca:true",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new ClusterException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("running keytool", e);
    }
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
  }
}
