package kv.http.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** One way to prove who calls. */
@FunctionalInterface
interface Means {

  /** Empty where the request has no proof of this kind; refused where it has one that is wrong. */
  Optional<Caller> caller(HttpServletRequest request);
}
