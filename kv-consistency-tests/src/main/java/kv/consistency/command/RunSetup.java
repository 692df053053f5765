package kv.consistency.command;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import kv.consistency.cluster.NamespaceNetwork;
import kv.consistency.fault.Fault;
import kv.consistency.run.Harness;
import kv.consistency.run.Plan;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workload.Need;

/** From options to what a run does; says what does not fit together. */
final class RunSetup {
  private static final Pattern PLAIN = Pattern.compile("[\\w./:,=@%+-]+");

  private RunSetup() {}

  /**
   * @param more of the command line that repeats it
   * @throws IllegalArgumentException with a message for the user
   */
  static Harness of(RunOptions options, List<String> more) {
    Optional<Topology> topology =
        options.topology().map(fixed -> fixed.withSettings(options.settings()));
    require(
        topology.isPresent() != !options.urls().isEmpty(),
        "Say what to test: --topology, or --url of a store that runs already");
    Workload workload = options.workload();
    List<Fault> faults = options.faults();
    Set<Role> roles = EnumSet.copyOf(options.roles());
    require(
        faults.isEmpty() || topology.isPresent(),
        "What runs at a --url is not broken: no --faults");
    require(
        options.settings().isEmpty() || topology.isPresent(),
        "What runs at a --url has its settings: no --set");
    require(
        options.tomcat().isEmpty() || topology.isPresent(),
        "What runs at a --url runs where it does: no --tomcat");
    require(
        options.clients() > 0
            && options.keys() > 0
            && options.operationsPerKey() > 1
            && options.rate() >= 0,
        "Counts are above zero");
    topology.ifPresent(
        fixed -> {
          Set<Need> missing = EnumSet.noneOf(Need.class);
          missing.addAll(workload.needs());
          missing.removeAll(fixed.offers());
          require(
              missing.isEmpty(),
              "%s does not offer what workload %s needs: %s"
                  .formatted(fixed.name(), workload.name(), missing));
          for (Fault fault : faults) {
            if (fault.needsNetwork()) {
              NamespaceNetwork.unavailable()
                  .ifPresent(why -> require(false, "No fault '" + fault.name() + "' here: " + why));
            }
            fault
                .unfit(fixed, roles)
                .ifPresent(why -> require(false, "No fault '" + fault.name() + "' here: " + why));
          }
        });
    long seed = options.seed().orElseGet(() -> new SplittableRandom().nextLong(1L << 31));
    Plan plan =
        new Plan(
            workload,
            faults,
            roles,
            seed,
            options.duration(),
            options.clients(),
            options.rate(),
            options.patience(),
            options.keys(),
            options.operationsPerKey());
    return topology
        .map(
            fixed ->
                Harness.of(
                    plan,
                    fixed,
                    options.frontEnds(fixed),
                    paths(options, fixed),
                    InstantSource.system(),
                    withFrontEnds(options, more)))
        .orElseGet(() -> Harness.of(plan, options.urls(), InstantSource.system(), more));
  }

  static Harness.Paths paths(RunOptions options, Topology topology) {
    return new Harness.Paths(
        options.war(),
        options.cassandraLib(),
        options.plugins(),
        options.tomcat(),
        Path.of(System.getProperty("java.io.tmpdir"), "kv-runs"));
  }

  /** What the front ends were given goes into the command line that repeats it. */
  private static List<String> withFrontEnds(RunOptions options, List<String> more) {
    List<String> all = new ArrayList<>();
    options
        .settings()
        .forEach((name, value) -> all.addAll(List.of("--set", quoted(name + "=" + value))));
    options.plugins().ifPresent(path -> all.addAll(List.of("--plugins", quoted(path.toString()))));
    options.tomcat().ifPresent(path -> all.addAll(List.of("--tomcat", quoted(path.toString()))));
    all.addAll(more);
    return all;
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
