package kv.consistency.command;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kv.consistency.fault.Fault;
import kv.consistency.fault.Faults;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workloads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a run. */
final class RunOptions {
  static final String NONE = "none";

  @Option(
      names = "--topology",
      paramLabel = "NAME",
      completionCandidates = TopologyNames.class,
      description = "What to start and to test:%n  ${COMPLETION-CANDIDATES}.")
  private @Nullable String topology;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Instead: a front end that runs already, as in http://127.0.0.1:8080; may be repeated."
              + " Nothing is broken there.")
  private List<URI> urls = new ArrayList<>();

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "register",
      completionCandidates = WorkloadNames.class,
      description = "What clients do (default: register):%n  ${COMPLETION-CANDIDATES}.")
  private String workload = "register";

  @Option(
      names = "--faults",
      paramLabel = "A,B",
      split = ",",
      defaultValue = NONE,
      completionCandidates = FaultNames.class,
      description =
          "What is done to the processes, one at a time or two (default: none):%n"
              + "  ${COMPLETION-CANDIDATES}.")
  private List<String> faults = List.of();

  @Option(
      names = "--on",
      paramLabel = "ROLE,ROLE",
      split = ",",
      completionCandidates = RoleNames.class,
      description =
          "The processes that faults are done to (default: all):%n  ${COMPLETION-CANDIDATES}.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all that is chosen at random (default: a new one).")
  private @Nullable Long seed;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = TimeSpan.class,
      description = "How long there are faults (default: 60s).")
  private Duration duration = Duration.ofMinutes(1);

  @Option(
      names = "--front-ends",
      paramLabel = "N",
      description = "How many (default: 3 where they share a store, else 1).")
  private @Nullable Integer frontEnds;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "9",
      description = "Threads, spread over the front ends (default: 9).")
  private int clients = 9;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "Steps a second of all clients, at most; 0: no limit (default: 200).")
  private int rate = 200;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "5",
      description = "In use at a time (default: 5).")
  private int keys = 5;

  @Option(
      names = "--operations-per-key",
      paramLabel = "N",
      defaultValue = "150",
      description = "After which another takes a key's place (default: 150).")
  private int operationsPerKey = 150;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = TimeSpan.class,
      description = "Of a client with an answer, after which it is unknown (default: 15s).")
  private Duration patience = Duration.ofSeconds(15);

  @Option(
      names = "--war",
      paramLabel = "FILE",
      description = "The front end (default: kv-jetty/target/kv.war, as the build has it).")
  private Path war = Path.of("kv-jetty", "target", "kv.war");

  @Option(
      names = "--cassandra-lib",
      paramLabel = "DIR",
      description =
          "Cassandra's jars (default: kv-cassandra-node/target/lib, as the build has them).")
  private Path cassandraLib = Path.of("kv-cassandra-node", "target", "lib");

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description =
          "Plug-ins for the front ends, as kv.plugins names them (default: none; of topology"
              + " unfenced: kv-planted-faults/target/plugins, as the build has them).")
  private @Nullable Path plugins;

  @Option(
      names = "--tomcat",
      paramLabel = "DIR",
      description =
          "A Tomcat, from 10.1 on, that the front ends run in, each in one of its own (default: they"
              + " run by themselves).")
  private @Nullable Path tomcat;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the front ends, over the topology's own; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  List<URI> urls() {
    return List.copyOf(urls);
  }

  Optional<Topology> topology() {
    return Optional.ofNullable(topology)
        .map(
            name ->
                Topology.named(name)
                    .orElseThrow(() -> unknown("topology", name, Names.topologies())));
  }

  Workload workload() {
    return Workloads.named(workload)
        .orElseThrow(() -> unknown("workload", workload, Names.workloads()));
  }

  List<Fault> faults() {
    return faults.stream()
        .filter(name -> !name.equals(NONE))
        .map(name -> Faults.named(name).orElseThrow(() -> unknown("fault", name, Names.faults())))
        .toList();
  }

  List<Role> roles() {
    return roles.isEmpty()
        ? List.of(Role.values())
        : roles.stream()
            .map(name -> Role.ofText(name).orElseThrow(() -> unknown("role", name, Names.roles())))
            .toList();
  }

  private static IllegalArgumentException unknown(String what, String name, List<String> names) {
    return new IllegalArgumentException(
        "Unknown %s '%s': it is one of %s".formatted(what, name, String.join(", ", names)));
  }

  Optional<Long> seed() {
    return Optional.ofNullable(seed);
  }

  Duration duration() {
    return duration;
  }

  int frontEnds(Topology of) {
    return frontEnds == null ? of.maxFrontEnds() : Math.min(frontEnds, of.maxFrontEnds());
  }

  int clients() {
    return clients;
  }

  int rate() {
    return rate;
  }

  int keys() {
    return keys;
  }

  int operationsPerKey() {
    return operationsPerKey;
  }

  Duration patience() {
    return patience;
  }

  Path war() {
    return war;
  }

  Path cassandraLib() {
    return cassandraLib;
  }

  Optional<Path> plugins() {
    return Optional.ofNullable(plugins);
  }

  Optional<Path> tomcat() {
    return Optional.ofNullable(tomcat);
  }

  Map<String, String> settings() {
    return Collections.unmodifiableMap(settings);
  }

  /** The names that options take. */
  static final class Names {
    private Names() {}

    static List<String> topologies() {
      return Topology.all().stream().map(Topology::name).toList();
    }

    static List<String> workloads() {
      return Workloads.all().stream().map(Workload::name).toList();
    }

    static List<String> faults() {
      return Stream.concat(Stream.of(NONE), Faults.all().stream().map(Fault::name)).toList();
    }

    static List<String> roles() {
      return Stream.of(Role.values()).map(Role::text).toList();
    }
  }

  static final class TopologyNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Names.topologies().iterator();
    }
  }

  static final class WorkloadNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Names.workloads().iterator();
    }
  }

  static final class FaultNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Names.faults().iterator();
    }
  }

  static final class RoleNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Names.roles().iterator();
    }
  }
}
