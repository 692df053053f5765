package kv.consistency.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import kv.consistency.cluster.ClusterException;
import kv.consistency.cluster.NamespaceNetwork;
import kv.consistency.fault.Fault;
import kv.consistency.report.Conclusion;
import kv.consistency.report.MatrixPage;
import kv.consistency.report.RunResult;
import kv.consistency.run.Cell;
import kv.consistency.run.Harness;
import kv.consistency.run.Plan;
import kv.consistency.run.RunDirectory;
import kv.consistency.topology.Role;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kv-consistency matrix}: a run for every claim, in a table against what is claimed. */
@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs every topology under every workload and fault that fits it and about which something"
            + " is claimed, and makes a table of what came of it.",
    footerHeading = "%nExit codes:%n",
    footer = {
      "   0  every run came to what is claimed",
      "   1  a claim was refuted, or a known weakness was not found",
      "  70  some runs say nothing, and no claim was refuted"
    })
final class MatrixCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--out", paramLabel = "DIR", description = "For all runs (default: runs).")
  private Path out = Path.of("runs");

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = TimeSpan.class,
      description = "How long there are faults in each run (default: 60s).")
  private Duration duration = Duration.ofMinutes(1);

  @Option(
      names = "--seeds",
      paramLabel = "N,N",
      split = ",",
      defaultValue = "1",
      description = "A run for each (default: 1).")
  private List<Long> seeds = List.of(1L);

  @Option(
      names = "--topology",
      paramLabel = "NAME",
      description = "Only of this topology; may be repeated.")
  private List<String> topologies = new ArrayList<>();

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "Only of this workload; may be repeated.")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = "--faults",
      paramLabel = "A,B",
      description = "Only with just these faults, as a cell has them; may be repeated.")
  private List<String> faults = new ArrayList<>();

  @Option(names = "--list", description = "Prints the cells, and runs nothing.")
  private boolean list;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter print = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    List<Cell> cells = Cell.all().stream().filter(this::isWanted).toList();
    if (list) {
      cells.forEach(
          cell ->
              print.printf(
                  "%-24s %-12s %s%n",
                  cell.topology().name(), cell.workload().name(), cell.under()));
      return ExitCode.VALID.code();
    }
    List<MatrixPage.Row> rows = new ArrayList<>();
    for (Cell cell : cells) {
      for (long seed : seeds) {
        rows.add(run(cell, seed, print));
        write(rows);
      }
    }
    print.println(out.resolve("matrix.html"));
    if (rows.stream().anyMatch(MatrixPage.Row::refutes)) {
      return ExitCode.INVALID.code();
    }
    return rows.stream().allMatch(MatrixPage.Row::isAsClaimed)
        ? ExitCode.VALID.code()
        : ExitCode.BROKEN.code();
  }

  private boolean isWanted(Cell cell) {
    return isAmong(topologies, cell.topology().name())
        && isAmong(workloads, cell.workload().name())
        && isAmong(faults, cell.under());
  }

  private static boolean isAmong(List<String> names, String name) {
    return names.isEmpty() || names.contains(name);
  }

  private MatrixPage.Row run(Cell cell, long seed, PrintWriter print)
      throws IOException, InterruptedException {
    boolean needsNetwork = cell.faults().stream().anyMatch(Fault::needsNetwork);
    if (needsNetwork && NamespaceNetwork.unavailable().isPresent()) {
      return row(cell, seed, "", "broken: " + NamespaceNetwork.unavailable().get(), false, false);
    }
    RunOptions defaults = new RunOptions();
    Plan plan =
        new Plan(
            cell.workload(),
            cell.faults(),
            EnumSet.allOf(Role.class),
            seed,
            duration,
            defaults.clients(),
            defaults.rate(),
            defaults.patience(),
            defaults.keys(),
            defaults.operationsPerKey());
    Harness harness =
        Harness.of(
            plan,
            cell.topology(),
            defaults.frontEnds(cell.topology()),
            RunSetup.paths(defaults, cell.topology()),
            InstantSource.system(),
            List.of());
    RunDirectory directory = new RunDirectory(out.resolve(harness.facts().name()));
    try {
      RunResult result = harness.run(directory, (phase, elapsed, ok, fail, info, fault) -> {});
      RunCommand.tell(print, directory, result);
      boolean asClaimed = RunDirectory.isAsClaimed(result);
      boolean says =
          result.conclusion() == Conclusion.VALID || result.conclusion() == Conclusion.INVALID;
      return row(
          cell,
          seed,
          directory.path().getFileName() + "/report.html",
          result.conclusion().text() + ": " + result.sentence(),
          asClaimed,
          says && !asClaimed);
    } catch (ClusterException e) {
      print.println(e.getMessage());
      return row(cell, seed, "", "broken: " + e.getMessage(), false, false);
    }
  }

  private static MatrixPage.Row row(
      Cell cell, long seed, String href, String came, boolean asClaimed, boolean refutes) {
    return new MatrixPage.Row(
        cell.topology().name(),
        cell.workload().name(),
        cell.under(),
        seed,
        cell.expectation(),
        came,
        href,
        asClaimed,
        refutes);
  }

  private void write(List<MatrixPage.Row> rows) throws IOException {
    Files.createDirectories(out);
    try (Writer html = Files.newBufferedWriter(out.resolve("matrix.html"))) {
      MatrixPage.html(html, rows);
    }
    Files.writeString(out.resolve("matrix.md"), MatrixPage.markdown(rows));
  }
}
