package kv.consistency.cluster;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A front end: {@code java -jar kv.war}, or the WAR in a Tomcat, on port {@value #PORT} of its
 * host.
 */
public final class FrontEndNode extends ClusterNode {
  public static final int PORT = 8080;

  private static final Pattern SERVES = Pattern.compile("ready at http://");

  private final FrontEndConfiguration configuration;
  private final Optional<TomcatBase> tomcat;

  FrontEndNode(String name, Host host, Path home, FrontEndConfiguration configuration) {
    super(name, host, home, configuration.clockIn(home));
    this.configuration = configuration;
    this.tomcat =
        configuration
            .tomcat()
            .map(it -> new TomcatBase(it.toAbsolutePath(), home.resolve("tomcat")));
  }

  /** Where clients connect to. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(address(), PORT);
  }

  /** The same as a URL, without a slash at the end. */
  public URI base() {
    return URI.create("http://" + address() + ":" + PORT);
  }

  @Override
  List<String> command() {
    TreeMap<String, String> settings = new TreeMap<>(configuration.settings());
    settings.put("kv.http.host", address());
    settings.put("kv.http.port", Integer.toString(PORT));
    settings.putIfAbsent("kv.auth", "none");
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/env");
    settings.forEach((name, value) -> command.add(variable(name) + "=" + value));
    command.add(configuration.java().toString());
    command.add("-Djava.io.tmpdir=" + home().toAbsolutePath());
    command.addAll(configuration.jvmFlags());
    if (tomcat.isPresent()) {
      tomcat.get().prepare(configuration.war(), address(), PORT);
      command.addAll(tomcat.get().arguments());
    } else {
      command.addAll(List.of("-jar", configuration.war().toAbsolutePath().toString()));
    }
    return command;
  }

  @Override
  Instant wallClock() {
    return HttpDate.of(base().resolve("/health/live"));
  }

  private static String variable(String setting) {
    return setting.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  boolean mayInherit(String variable) {
    return !variable.startsWith("KV_");
  }

  @Override
  Pattern serves() {
    return tomcat.isPresent() ? TomcatBase.SERVES : SERVES;
  }
}
