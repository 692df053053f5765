package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test, made by the JDK's keytool; all its files are in one place. */
final class Ca {

  static final String PASSWORD = "of-the-test-stores";

  private final Path directory;
  private final String name;

  Ca(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    keytool(
        name,
        "-genkeypair",
        "-dname",
        "CN=" + name,
        "-ext",
        "bc:c",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-validity",
        "2");
  }

  /** A key pair with a certificate of this authority, as a PKCS12 file. */
  Path issue(String file, String subject, String... keytoolArguments) {
    List<String> generate = new ArrayList<>(List.of("-genkeypair", "-dname", subject));
    generate.addAll(List.of("-alias", file, "-validity", "2"));
    generate.addAll(List.of(keytoolArguments));
    if (!generate.contains("-keyalg")) {
      generate.addAll(List.of("-keyalg", "EC"));
    }
    keytool(file, generate.toArray(String[]::new));
    Path request = directory.resolve(file + ".csr");
    Path certificate = directory.resolve(file + ".crt");
    keytool(file, "-certreq", "-alias", file, "-file", request.toString());
    keytool(
        name,
        "-gencert",
        "-alias",
        name,
        "-ext",
        "san=ip:127.0.0.1",
        "-infile",
        request.toString(),
        "-outfile",
        certificate.toString(),
        "-validity",
        "2",
        "-rfc");
    String chain = read(certificate) + read(pem());
    Path reply = write(file + "-reply.pem", chain);
    keytool(file, "-importcert", "-alias", file, "-file", reply.toString(), "-noprompt");
    return store(file);
  }

  /** The authority's own certificate. */
  Path pem() {
    return write(name + ".pem", pem("CERTIFICATE", certificate()));
  }

  /** The chain of what was issued. */
  String chain(String file) {
    try {
      StringBuilder pem = new StringBuilder();
      for (Certificate certificate : load(store(file)).getCertificateChain(file)) {
        pem.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      return pem.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String key(String file) {
    return pem("PRIVATE KEY", privateKey(file).getEncoded());
  }

  Key privateKey(String file) {
    try {
      return load(store(file)).getKey(file, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that trusts this authority, and has a key pair if one is named. */
  SSLContext client(Optional<String> file) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", load(store(name)).getCertificate(name));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(
          file.isPresent() ? load(store(file.get())) : null,
          file.isPresent() ? PASSWORD.toCharArray() : null);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, base64, type);
  }

  Path write(String file, String text) {
    try {
      return Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] certificate() {
    try {
      return load(store(name)).getCertificate(name).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path store(String file) {
    return directory.resolve(file + ".p12");
  }

  private static KeyStore load(Path store) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore loaded = KeyStore.getInstance("PKCS12");
      loaded.load(in, PASSWORD.toCharArray());
      return loaded;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String file, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store(file).toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
