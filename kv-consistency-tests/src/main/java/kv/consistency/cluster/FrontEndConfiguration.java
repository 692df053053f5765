package kv.consistency.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a group of front ends is like: all the same, each a {@code java -jar} of the WAR, or the WAR
 * in a Tomcat of its own.
 *
 * @param java the command that runs it
 * @param number how many
 * @param settings of the front end by their names, such as {@code kv.backend}; host and port are
 *     given by where it runs
 * @param jvmFlags after ours
 * @param movableClock whether their wall clocks can be moved, which takes libfaketime
 * @param tomcat the directory of a Tomcat, from 10.1 on, to run in
 * @param hosts to run on; none: loopback addresses that nobody has
 */
public record FrontEndConfiguration(
    Path java,
    Path war,
    int number,
    Map<String, String> settings,
    List<String> jvmFlags,
    boolean movableClock,
    Optional<Path> tomcat,
    List<Host> hosts) {
  public FrontEndConfiguration {
    if (number < 1) {
      throw new IllegalArgumentException("at least one front end");
    }
    if (!hosts.isEmpty() && hosts.size() != number) {
      throw new IllegalArgumentException(number + " front ends on " + hosts.size() + " hosts");
    }
    settings = Map.copyOf(settings);
    jvmFlags = List.copyOf(jvmFlags);
    hosts = List.copyOf(hosts);
  }

  /** One front end by the Java that runs this. */
  public static FrontEndConfiguration of(Path war) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new FrontEndConfiguration(
        java, war, 1, Map.of(), List.of(), false, Optional.empty(), List.of());
  }

  public FrontEndConfiguration withNumber(int value) {
    return new FrontEndConfiguration(
        java, war, value, settings, jvmFlags, movableClock, tomcat, hosts);
  }

  /** With these settings beside those that it has; they win. */
  public FrontEndConfiguration withSettings(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    return new FrontEndConfiguration(java, war, number, all, jvmFlags, movableClock, tomcat, hosts);
  }

  public FrontEndConfiguration withJvmFlag(String flag) {
    List<String> more = new ArrayList<>(jvmFlags);
    more.add(flag);
    return new FrontEndConfiguration(
        java, war, number, settings, more, movableClock, tomcat, hosts);
  }

  public FrontEndConfiguration withMovableClock() {
    return new FrontEndConfiguration(java, war, number, settings, jvmFlags, true, tomcat, hosts);
  }

  public FrontEndConfiguration withTomcat(Path directory) {
    return new FrontEndConfiguration(
        java, war, number, settings, jvmFlags, movableClock, Optional.of(directory), hosts);
  }

  Optional<MovableClock> clockIn(Path home) {
    return movableClock ? Optional.of(MovableClock.in(home)) : Optional.empty();
  }

  /** As many front ends as there are hosts. */
  public FrontEndConfiguration withHosts(List<Host> places) {
    return new FrontEndConfiguration(
        java, war, places.size(), settings, jvmFlags, movableClock, tomcat, places);
  }
}
