package kv.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import kv.spi.Bytes;

/**
 * PEM files (RFC 7468), read by what the JDK has for what is inside them. No message quotes what a
 * file holds.
 */
final class Pem {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private Pem() {}

  static List<X509Certificate> certificates(Bytes file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(file.toArray()))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("there is no certificate in it");
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it holds no PEM certificates", e);
    }
  }

  /**
   * @param algorithm that of the certificate's public key
   */
  static PrivateKey key(Bytes file, Optional<String> password, String algorithm) {
    Matcher pem = KEY.matcher(StandardCharsets.US_ASCII.decode(file.asByteBuffer()).toString());
    if (!pem.find()) {
      throw new IllegalArgumentException("there is no BEGIN PRIVATE KEY in it");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
      PKCS8EncodedKeySpec spec =
          switch (pem.group(1)) {
            case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(der);
            case "ENCRYPTED PRIVATE KEY" -> decrypted(der, password);
            default ->
                throw new IllegalArgumentException(
                    "its key is not in PKCS #8; openssl pkcs8 -topk8 makes it so");
          };
      return KeyFactory.getInstance(algorithm).generatePrivate(spec);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("its key can't be read, or not with this password", e);
    }
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] der, Optional<String> password)
      throws GeneralSecurityException, IOException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    AlgorithmParameters parameters = info.getAlgParameters();
    // Of PBES2 the JDK tells the ciphers only so.
    String name =
        parameters.getAlgorithm().equals("PBES2") ? parameters.toString() : info.getAlgName();
    char[] characters =
        password
            .orElseThrow(() -> new IllegalArgumentException("its key is encrypted"))
            .toCharArray();
    Cipher cipher = Cipher.getInstance(name);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(characters)),
        parameters);
    return info.getKeySpec(cipher);
  }
}
