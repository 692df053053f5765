package kv.http.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The addresses that share their first bits: {@code 10.0.0.0/8}, or one address alone. */
record Network(InetAddress address, int bits) {

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");

  /** The bits of an IPv6 address that tell one site from another; within it, addresses are free. */
  private static final int SITE = 64;

  /**
   * Reads a network.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address =
        literal(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no IP address"));
    int all = address.getAddress().length * Byte.SIZE;
    if (slash < 0) {
      return new Network(address, all);
    }
    String bits = text.substring(slash + 1);
    if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > all) {
      throw new IllegalArgumentException("'" + text + "' is no network");
    }
    return new Network(address, Integer.parseInt(bits));
  }

  /** An address from its digits; no name is ever looked up. IPv4 in IPv6 becomes IPv4. */
  static Optional<InetAddress> literal(String text) {
    int zone = text.indexOf('%');
    String digits = zone < 0 ? text : text.substring(0, zone);
    if (!IPV4.matcher(digits).matches() && !IPV6.matcher(digits).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(digits));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** What counts as one client: the address itself, and with IPv6 its /64. */
  static String site(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] bytes = address.getAddress();
    StringBuilder site = new StringBuilder(24);
    for (int i = 0; i < SITE / Byte.SIZE; i += 2) {
      int group = ((bytes[i] & 0xFF) << 8) | (bytes[i + 1] & 0xFF);
      site.append(Integer.toHexString(group)).append(':');
    }
    return site.append(":/64").toString();
  }

  boolean contains(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      int differing = ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE];
      int mask = 0xFF00 >> Math.min(Byte.SIZE, bits - bit);
      if ((differing & mask & 0xFF) != 0) {
        return false;
      }
    }
    return true;
  }
}
