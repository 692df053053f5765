package kv.http.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import kv.spi.Bytes;

/**
 * The subject of the certificate that the client proved to have, as whoever ended the TLS
 * connection says. A line of the file is {@code "SUBJECT" GRANT…}.
 */
final class CertificateMeans implements Means {

  private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

  private final Supplier<Map<X500Principal, Caller.Known>> callers;

  CertificateMeans(Supplier<Map<X500Principal, Caller.Known>> callers) {
    this.callers = callers;
  }

  static Map<X500Principal, Caller.Known> parse(Bytes file) {
    Map<X500Principal, Caller.Known> callers = new HashMap<>();
    for (ConfiguredLines.Line line : ConfiguredLines.of(file)) {
      String text = line.text();
      int end = text.indexOf('"', 1);
      line.check(text.startsWith("\"") && end > 1, "it takes a quoted subject and grants");
      X500Principal subject = subject(line, text.substring(1, end));
      String grants = text.substring(end + 1).strip();
      line.check(!grants.isEmpty(), "it has no grants");
      Caller.Known caller =
          new Caller.Known(subject.getName(), line.grants(List.of(grants.split("\\s+"))), false);
      line.check(callers.put(subject, caller) == null, "this subject stands twice");
    }
    if (callers.isEmpty()) {
      throw new IllegalArgumentException("there is no subject in it");
    }
    return Map.copyOf(callers);
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    if (!(request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain)
        || chain.length == 0) {
      return Optional.empty();
    }
    Caller.Known caller = callers.get().get(chain[0].getSubjectX500Principal());
    return Optional.of(
        caller == null
            ? new Caller.Refused(403, "the certificate's subject is not known here", "")
            : caller);
  }

  private static X500Principal subject(ConfiguredLines.Line line, String text) {
    try {
      return new X500Principal(text);
    } catch (IllegalArgumentException e) {
      throw line.refused("the subject is no distinguished name");
    }
  }
}
