package kv.http.rest;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** The caller, of whom nothing is known. */
enum Anonymous implements SecurityContext {
  CONTEXT;

  @Override
  @SuppressWarnings("NullAway") // JAX-RS says null where nobody has been authenticated
  public @Nullable Principal getUserPrincipal() {
    return null;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  @SuppressWarnings("NullAway") // JAX-RS says null where nobody has been authenticated
  public @Nullable String getAuthenticationScheme() {
    return null;
  }
}
