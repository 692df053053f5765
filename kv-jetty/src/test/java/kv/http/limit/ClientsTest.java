package kv.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kv.http.limit.LimitSettings.ForwardedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest {

  private static final String PROXY = "10.1.2.3";

  private static String client(ForwardedField field, String remote, String... lines) {
    List<Network> proxies =
        Stream.of("10.0.0.0/8", "2001:db8:ff::/48").map(Network::parse).toList();
    String name = field == ForwardedField.FORWARDED ? "Forwarded" : "X-Forwarded-For";
    return new Clients(proxies, field)
        .client(Optional.empty(), remote, asked -> asked.equals(name) ? List.of(lines) : List.of());
  }

  private static String xff(String remote, String... lines) {
    return client(ForwardedField.X_FORWARDED_FOR, remote, lines);
  }

  private static String forwarded(String line) {
    return client(ForwardedField.FORWARDED, PROXY, line);
  }

  @Test
  void whoever_has_proved_who_he_is_counts_by_his_name_wherever_he_comes_from() {
    Clients clients = new Clients(List.of(), ForwardedField.X_FORWARDED_FOR);
    assertThat(clients.client(Optional.of("ann"), "192.0.2.1", name -> List.of()))
        .isEqualTo(clients.client(Optional.of("ann"), "192.0.2.2", name -> List.of()))
        .isNotEqualTo(clients.client(Optional.of("bob"), "192.0.2.1", name -> List.of()))
        .isNotEqualTo("ann");
  }

  @Test
  void an_ipv6_address_counts_with_its_slash_64() {
    assertThat(xff("2001:db8:1:2:3:4:5:6")).isEqualTo(xff("2001:db8:1:2::1"));
    assertThat(xff("2001:db8:1:3::1")).isNotEqualTo(xff("2001:db8:1:2::1"));
    assertThat(xff("fe80::1%eth0")).isEqualTo(xff("fe80::2"));
    assertThat(xff("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(xff("192.0.2.7")).isNotEqualTo(xff("192.0.2.8"));
  }

  @Test
  void only_a_trusted_proxy_is_believed() {
    assertThat(xff("192.0.2.9", "198.51.100.1")).isEqualTo("192.0.2.9");
    assertThat(xff(PROXY, "198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(xff(PROXY)).isEqualTo(PROXY);
  }

  @Test
  void what_stands_left_of_the_first_stranger_is_not_believed() {
    assertThat(xff(PROXY, "203.0.113.5, 198.51.100.1, 10.9.9.9")).isEqualTo("198.51.100.1");
    assertThat(xff(PROXY, "203.0.113.5", "198.51.100.1", "10.9.9.9")).isEqualTo("198.51.100.1");
    assertThat(xff(PROXY, "198.51.100.1, unknown")).isEqualTo(PROXY);
    assertThat(xff(PROXY, "198.51.100.1, evil.example")).isEqualTo(PROXY);
    assertThat(xff(PROXY, "")).isEqualTo(PROXY);
    assertThat(xff(PROXY, "10.7.7.7, 10.8.8.8")).isEqualTo("10.7.7.7");
  }

  @Test
  void ports_and_brackets_are_no_part_of_an_address() {
    assertThat(xff(PROXY, "198.51.100.1:4711")).isEqualTo("198.51.100.1");
    assertThat(xff(PROXY, "[2001:db8:1:2::7]:80")).isEqualTo(xff("2001:db8:1:2::1"));
    assertThat(xff(PROXY, "2001:db8:1:2::7")).isEqualTo(xff("2001:db8:1:2::1"));
  }

  @Test
  void the_standard_field_is_read_where_it_is_the_one_that_counts() {
    assertThat(forwarded("for=198.51.100.1;proto=http;by=10.0.0.1")).isEqualTo("198.51.100.1");
    assertThat(forwarded("proto=https; For=\"[2001:db8:1:2::7]:80\""))
        .isEqualTo(xff("2001:db8:1:2::1"));
    assertThat(forwarded("for=203.0.113.5, for=198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(forwarded("for=_hidden")).isEqualTo(PROXY);
    assertThat(xff(PROXY)).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0",
        "localhost",
        "10.0.0.0/x",
        "::/129",
        "256.0.0.1",
        ":"
      })
  void what_is_no_network_is_refused_and_no_name_looked_up(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_network_has_the_addresses_that_share_its_bits() {
    Network odd = Network.parse("192.0.2.128/25");
    assertThat(odd.contains(Network.literal("192.0.2.200").orElseThrow())).isTrue();
    assertThat(odd.contains(Network.literal("192.0.2.127").orElseThrow())).isFalse();
    assertThat(odd.contains(Network.literal("::1").orElseThrow())).isFalse();
    assertThat(Network.parse("0.0.0.0/0").contains(Network.literal("8.8.8.8").orElseThrow()))
        .isTrue();
    assertThat(Network.parse("2001:db8::1").contains(Network.literal("2001:db8::2").orElseThrow()))
        .isFalse();
  }
}
