package kv.http.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;

/** Whom the servlet container has authenticated, with what its roles give. */
final class ContainerMeans implements Means {

  private final RoleMap roles;

  ContainerMeans(RoleMap roles) {
    this.roles = roles;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    return principal == null
        ? Optional.empty()
        : Optional.of(
            new Caller.Known(
                principal.getName(), roles.grants(role -> request.isUserInRole(role)), false));
  }
}
