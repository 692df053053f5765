package kv.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.spi.Key;
import kv.spi.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a servlet container says of a request, made by hand. */
final class AuthenticationTest {

  private static Caller caller(Map<String, String> texts, HttpServletRequest request) {
    Settings settings = new Settings(name -> Optional.ofNullable(texts.get(name)));
    try (Reloads reloads = new Reloads(settings, new SimpleMeterRegistry())) {
      return Authentication.open(settings, reloads).caller(request);
    }
  }

  private static HttpServletRequest request(
      String localAddress, @Nullable Principal principal, Set<String> roles) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            AuthenticationTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getLocalAddr" -> localAddress;
                  case "getUserPrincipal" -> principal;
                  case "isUserInRole" -> roles.contains((String) arguments[0]);
                  default -> throw new AssertionError("nobody asks for " + method);
                });
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "0:0:0:0:0:0:0:1, true",
    "[::1], true",
    "[0:0:0:0:0:0:0:1], true",
    "192.0.2.1, false",
    "12.7.0.1, false",
    "2001:db8::1, false",
    "[2001:db8::1], false",
  })
  void unless_told_else_only_what_arrives_at_a_loopback_address_is_served(
      String address, boolean served) {
    Caller caller = caller(Map.of(), request(address, null, Set.of()));
    if (served) {
      assertThat(caller).isInstanceOf(Caller.Known.class);
    } else {
      assertThat(caller)
          .isInstanceOfSatisfying(
              Caller.Refused.class,
              refused -> {
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.detail()).contains("kv.auth");
              });
    }
  }

  @Test
  void with_none_everybody_may_do_everything_wherever_it_arrives() {
    Caller caller = caller(Map.of("kv.auth", "none"), request("192.0.2.1", null, Set.of()));
    assertThat(caller)
        .isInstanceOfSatisfying(
            Caller.Known.class, known -> assertThat(known.grants().isAdmin()).isTrue());
  }

  @Test
  void the_containers_roles_give_what_is_configured() {
    Map<String, String> settings =
        Map.of("kv.auth", "container", "kv.auth.container.roles", "r=read:a/ w=write:a/ w=read:b/");
    Principal ann = () -> "ann";
    assertThat(caller(settings, request("192.0.2.1", ann, Set.of("w", "other"))))
        .isInstanceOfSatisfying(
            Caller.Known.class,
            known -> {
              assertThat(known.name()).isEqualTo("ann");
              assertThat(known.grants().mayWrite(Key.utf8("a/1"))).isTrue();
              assertThat(known.grants().mayRead(Key.utf8("a/1"))).isFalse();
              assertThat(known.grants().mayRead(Key.utf8("b/1"))).isTrue();
            });
    for (Set<String> roles : List.of(Set.<String>of(), Set.of("kv-admin"))) {
      assertThat(caller(settings, request("127.0.0.1", ann, roles)))
          .isInstanceOfSatisfying(
              Caller.Known.class,
              known -> assertThat(known.grants().mayRead(Key.utf8("a/1"))).isFalse());
    }
    assertThat(caller(settings, request("127.0.0.1", null, Set.of())))
        .isInstanceOfSatisfying(
            Caller.Refused.class, refused -> assertThat(refused.status()).isEqualTo(403));
  }
}
