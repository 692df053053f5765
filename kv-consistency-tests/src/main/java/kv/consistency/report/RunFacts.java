package kv.consistency.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a run before it begins, and how it can be repeated.
 *
 * @param configuration names and values, in the order to be shown in
 * @param versions of whatever took part, in the order to be shown in
 * @param command the command line that repeats the run
 */
public record RunFacts(
    String name,
    String topology,
    String workload,
    List<String> faults,
    long seed,
    Duration duration,
    Instant started,
    Map<String, String> configuration,
    Map<String, String> versions,
    String command) {
  public RunFacts {
    faults = List.copyOf(faults);
    configuration = ordered(configuration);
    versions = ordered(versions);
  }

  /** The same with further versions. */
  public RunFacts with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(versions);
    all.putAll(more);
    return new RunFacts(
        name, topology, workload, faults, seed, duration, started, configuration, all, command);
  }

  static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
