package kv.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import kv.spi.Bytes;

/**
 * What a server proves itself by, and what it judges clients by.
 *
 * @param password of the key in {@code own}
 */
record KeyMaterial(KeyStore own, String password, Optional<KeyStore> authorities) {

  private static final String NO_PASSWORD = "none";

  /** From a chain and a key in PEM. */
  static KeyMaterial ofPem(
      Bytes chain, Bytes key, Optional<String> keyPassword, Optional<Bytes> authorities) {
    List<X509Certificate> certificates = Pem.certificates(chain);
    PublicKey publicKey = certificates.get(0).getPublicKey();
    PrivateKey privateKey = Pem.key(key, keyPassword, publicKey.getAlgorithm());
    checkPair(publicKey, privateKey);
    try {
      KeyStore own = empty();
      own.setKeyEntry(
          "kv", privateKey, NO_PASSWORD.toCharArray(), certificates.toArray(new Certificate[0]));
      return new KeyMaterial(own, NO_PASSWORD, authorities(authorities));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificate can't be used with its key", e);
    }
  }

  static KeyMaterial ofStore(Bytes store, String password, Optional<Bytes> authorities) {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(new ByteArrayInputStream(store.toArray()), password.toCharArray());
      boolean key = false;
      for (String alias : Collections.list(own.aliases())) {
        key |= own.isKeyEntry(alias);
      }
      if (!key) {
        throw new IllegalArgumentException("there is no key in it");
      }
      return new KeyMaterial(own, password, authorities(authorities));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("it is no PKCS12 file, or not with this password", e);
    }
  }

  private static Optional<KeyStore> authorities(Optional<Bytes> pem)
      throws GeneralSecurityException, IOException {
    if (pem.isEmpty()) {
      return Optional.empty();
    }
    KeyStore authorities = empty();
    int number = 0;
    for (X509Certificate certificate : Pem.certificates(pem.get())) {
      authorities.setCertificateEntry("ca" + number++, certificate);
    }
    return Optional.of(authorities);
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Certificate and key are replaced one after the other: in between they don't fit. */
  private static void checkPair(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] message = {'k', 'v'};
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(privateKey);
      signing.update(message);
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(publicKey);
      checking.update(message);
      if (!checking.verify(signing.sign())) {
        throw new SignatureException("the signature is not the certificate's");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key is not that of the certificate", e);
    }
  }
}
