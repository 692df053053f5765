package kv.http.limit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kv.spi.ConfigurationException;
import kv.spi.Settings;

/**
 * Whose request it is, for the limits: who has proved who he is counts by his name, anybody else by
 * the address he comes from, an IPv6 address by its /64, since whoever has one has them all.
 *
 * <p>A proxy that is trusted names the address it speaks for. Its field grows to the right, so the
 * last address that is no trusted proxy's is the one that a trusted proxy has seen; what stands
 * before it may be made up.
 */
public final class Clients {

  private static final Pattern FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for=(\"[^\"]*\"|[^;]*?)\\s*(?:;|$)");

  private final List<Network> proxies;
  private final LimitSettings.ForwardedField field;

  /** The lines of a request's header fields. */
  @FunctionalInterface
  public interface Fields {
    List<String> lines(String name);
  }

  Clients(List<Network> proxies, LimitSettings.ForwardedField field) {
    this.proxies = List.copyOf(proxies);
    this.field = field;
  }

  static Clients of(Settings settings) {
    List<Network> proxies = new ArrayList<>();
    settings.find(LimitSettings.TRUSTED_PROXIES).ifPresent(text -> proxies.addAll(networks(text)));
    return new Clients(proxies, settings.get(LimitSettings.FORWARDED_FIELD));
  }

  private static List<Network> networks(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(String::strip).map(Network::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is '%s': %s".formatted(LimitSettings.TRUSTED_PROXIES.name(), text, e.getMessage()),
          e);
    }
  }

  /** A text that is the same for all requests of one client. */
  public String client(Optional<String> principal, String remoteAddress, Fields fields) {
    if (principal.isPresent()) {
      return "principal " + principal.get();
    }
    Optional<InetAddress> remote = Network.literal(remoteAddress);
    if (remote.isEmpty()) {
      return remoteAddress;
    }
    InetAddress address = remote.get();
    if (isProxy(address)) {
      List<String> hops = hops(fields);
      Collections.reverse(hops);
      for (String hop : hops) {
        Optional<InetAddress> next = Network.literal(hop);
        if (next.isEmpty()) {
          // Hidden or malformed: nothing before it can be believed either.
          break;
        }
        address = next.get();
        if (!isProxy(address)) {
          break;
        }
      }
    }
    return Network.site(address);
  }

  /** The text for an address: itself, and with IPv6 its /64. */
  public static String site(InetAddress address) {
    return Network.site(address);
  }

  private boolean isProxy(InetAddress address) {
    return !proxies.isEmpty() && proxies.stream().anyMatch(network -> network.contains(address));
  }

  private List<String> hops(Fields fields) {
    boolean standard = field == LimitSettings.ForwardedField.FORWARDED;
    List<String> hops = new ArrayList<>();
    for (String line : fields.lines(standard ? "Forwarded" : "X-Forwarded-For")) {
      for (String element : line.split(",", -1)) {
        hops.add(withoutPort(standard ? forwardedFor(element) : element.strip()));
      }
    }
    return hops;
  }

  private static String forwardedFor(String element) {
    Matcher matcher = FOR.matcher(element);
    return matcher.find() ? matcher.group(1).replace("\"", "").strip() : "";
  }

  /** {@code 192.0.2.1:80} and {@code [2001:db8::1]:80} without brackets and port. */
  private static String withoutPort(String node) {
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      return end < 0 ? "" : node.substring(1, end);
    }
    String[] parts = node.split(":", -1);
    return parts.length == 2 ? parts[0] : node;
  }
}
