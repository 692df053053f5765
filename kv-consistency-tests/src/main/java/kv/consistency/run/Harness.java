package kv.consistency.run;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kv.consistency.check.Limits;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.cluster.NamespaceNetwork;
import kv.consistency.cluster.WorkDirectory;
import kv.consistency.fault.Fault;
import kv.consistency.report.RunFacts;
import kv.consistency.report.RunResult;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;
import kv.consistency.workload.Workload.Need;
import kv.consistency.workload.Workload.Setup;

/** A run from its start to its report. */
public final class Harness {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final Duration CHECK = Duration.ofMinutes(5);
  private static final long CHECK_MEMORY_SHARE = 2;

  private final Plan plan;
  private final RunFacts facts;
  private final Setup setup;
  private final Site site;

  /**
   * Where things are.
   *
   * @param work for the data of the processes while they run
   */
  public record Paths(
      Path war, Path cassandraLib, Optional<Path> plugins, Optional<Path> tomcat, Path work) {}

  /** What is driven. */
  private sealed interface Site {}

  private record Started(Topology topology, int frontEnds, Paths files) implements Site {}

  private record Running(List<URI> frontEnds) implements Site {}

  private Harness(Plan plan, RunFacts facts, Setup setup, Site site) {
    this.plan = plan;
    this.facts = facts;
    this.setup = setup;
    this.site = site;
  }

  /**
   * @param more of the command line that repeats the run
   */
  public static Harness of(
      Plan plan,
      Topology topology,
      int frontEnds,
      Paths files,
      InstantSource clock,
      List<String> more) {
    Map<String, String> configuration = new LinkedHashMap<>(topology.settings());
    configuration.put("front ends", Integer.toString(frontEnds));
    files.tomcat().ifPresent(tomcat -> configuration.put("in", tomcat.getFileName().toString()));
    List<String> what =
        List.of("--topology", topology.name(), "--front-ends", Integer.toString(frontEnds));
    return of(
        plan,
        topology.name(),
        configuration,
        topology.offers().contains(Need.CONDITIONAL_WRITES),
        new Started(topology, frontEnds, files),
        clock,
        what,
        more);
  }

  /** Of front ends that run already, over a store that offers everything. */
  public static Harness of(Plan plan, List<URI> urls, InstantSource clock, List<String> more) {
    List<String> what =
        urls.stream().flatMap(url -> List.of("--url", url.toString()).stream()).toList();
    return of(
        plan,
        "url",
        Map.of("front ends", urls.toString()),
        true,
        new Running(List.copyOf(urls)),
        clock,
        what,
        more);
  }

  private static Harness of(
      Plan plan,
      String topology,
      Map<String, String> configuration,
      boolean conditionalWrites,
      Site site,
      InstantSource clock,
      List<String> what,
      List<String> more) {
    Instant started = clock.instant();
    List<String> faults = plan.faults().stream().map(Fault::name).toList();
    String name =
        "%s-%s-%s-%s-seed%d"
            .formatted(
                STAMP.format(started),
                topology,
                plan.workload().name(),
                faults.isEmpty() ? "none" : String.join("+", faults),
                plan.seed());
    Map<String, String> all = new LinkedHashMap<>(configuration);
    all.put("clients", Integer.toString(plan.clients()));
    all.put("rate", Integer.toString(plan.rate()));
    all.put("keys", Integer.toString(plan.keys()));
    all.put("operations per key", Integer.toString(plan.operationsPerKey()));
    all.put("patience", plan.patience().toString());
    RunFacts facts =
        new RunFacts(
            name,
            topology,
            plan.workload().name(),
            faults,
            plan.seed(),
            plan.duration(),
            started,
            all,
            Versions.ofHarness(),
            command(plan, what, faults, more));
    Setup setup =
        new Setup(
            "run-" + STAMP.format(started) + "-" + plan.seed() + "/",
            conditionalWrites,
            plan.keys(),
            plan.operationsPerKey());
    return new Harness(plan, facts, setup, site);
  }

  private static String command(
      Plan plan, List<String> what, List<String> faults, List<String> more) {
    List<String> command =
        new ArrayList<>(
            List.of("java", "-jar", "kv-consistency-tests/target/kv-consistency.jar", "run"));
    command.addAll(what);
    command.addAll(List.of("--workload", plan.workload().name()));
    command.addAll(List.of("--faults", faults.isEmpty() ? "none" : String.join(",", faults)));
    if (plan.roles().size() < Role.values().length) {
      command.add("--on");
      command.add(plan.roles().stream().map(Role::text).sorted().collect(Collectors.joining(",")));
    }
    command.addAll(List.of("--seed", Long.toString(plan.seed())));
    command.addAll(List.of("--duration", plan.duration().toMillis() + "ms"));
    command.addAll(List.of("--clients", Integer.toString(plan.clients())));
    command.addAll(List.of("--rate", Integer.toString(plan.rate())));
    command.addAll(List.of("--keys", Integer.toString(plan.keys())));
    command.addAll(List.of("--operations-per-key", Integer.toString(plan.operationsPerKey())));
    command.addAll(more);
    return String.join(" ", command);
  }

  public RunFacts facts() {
    return facts;
  }

  /** Runs it, and writes all that belongs into its directory. */
  public RunResult run(RunDirectory directory, Progress progress)
      throws IOException, InterruptedException {
    directory.writeFacts(facts.with(versions()), plan.workload().functions(setup));
    if (site instanceof Running running) {
      Run.of(plan, setup, running.frontEnds(), progress).execute(directory.history());
    } else if (site instanceof Started started) {
      progress.tell("starting", 0, 0, 0, 0, "");
      // After a failure it stays, with its logs, until the next run.
      WorkDirectory work = WorkDirectory.take(started.files().work().resolve(facts.name()));
      try (Deployment deployment =
          Deployment.start(
              started.topology(), started.frontEnds(), places(started, work), breakable())) {
        try {
          Run.of(plan, setup, deployment, progress).execute(directory.history());
        } finally {
          keepLogs(deployment, directory.logs());
        }
      }
      work.delete();
    }
    progress.tell("checking", 0, 0, 0, 0, "");
    return directory.conclude(limits());
  }

  private static Deployment.Places places(Started started, WorkDirectory work) {
    return new Deployment.Places(
        started.files().war(),
        started.files().cassandraLib(),
        started.files().plugins(),
        started.files().tomcat(),
        work.path());
  }

  private Map<String, String> versions() throws IOException {
    return site instanceof Started started
        ? Versions.of(started.topology(), started.files())
        : Map.of();
  }

  /** Hosts of their own where they can be had, and clocks only where asked for: they cost speed. */
  private Deployment.Breakable breakable() {
    return new Deployment.Breakable(
        NamespaceNetwork.unavailable().isEmpty(),
        plan.faults().stream().anyMatch(Fault::needsClocks));
  }

  /** Half of this JVM's memory, for a few minutes. */
  public static Limits limits() {
    return new Limits(CHECK, Runtime.getRuntime().maxMemory() / CHECK_MEMORY_SHARE, false);
  }

  private static void keepLogs(Deployment deployment, Path logs) throws IOException {
    Files.createDirectories(logs);
    for (ClusterNode node : deployment.nodes()) {
      Files.copy(
          node.log().path(),
          logs.resolve(node.name() + ".log"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
