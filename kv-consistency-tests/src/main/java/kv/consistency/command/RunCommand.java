package kv.consistency.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import kv.consistency.cluster.ClusterException;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.RunResult;
import kv.consistency.run.Harness;
import kv.consistency.run.Progress;
import kv.consistency.run.RunDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kv-consistency run}: starts a store, drives it, breaks it, and says what it is worth. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Starts a store, drives it over HTTP, breaks it, and checks what clients saw.",
    footerHeading = "%nExit codes:%n",
    footer = {
      "   0  valid",
      "   1  invalid; of a topology that is known to be weak: the anomaly was found",
      "   2  unknown: out of time or memory",
      "  64  wrong usage",
      "  70  the run says nothing: a kind of operation never succeeded, or a fault never took effect"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "For the history, the report and the logs (default: runs/ and the run's name).")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = commandSpec().commandLine().getErr();
    Harness harness;
    try {
      harness = RunSetup.of(options, List.of());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandSpec().commandLine(), String.valueOf(e.getMessage()));
    }
    RunDirectory directory =
        new RunDirectory(out != null ? out : Path.of("runs", harness.facts().name()));
    RunResult result;
    try {
      result = harness.run(directory, teller(err));
    } catch (ClusterException e) {
      err.println(e.getMessage());
      return ExitCode.BROKEN.code();
    }
    tell(commandSpec().commandLine().getOut(), directory, result);
    return code(result.conclusion()).code();
  }

  /** A line every few seconds. */
  static Progress teller(PrintWriter out) {
    return new Progress() {
      private static final long EVERY_MILLIS = 5_000;
      private String last = "";
      private long told;

      @Override
      public void tell(String phase, long elapsed, long ok, long fail, long info, String fault) {
        if (phase.equals(last) && elapsed - told < EVERY_MILLIS) {
          return;
        }
        last = phase;
        told = elapsed;
        out.printf(
            "%-12s %4d s  %,d ok, %,d not applied, %,d unknown%s%n",
            phase, elapsed / 1_000, ok, fail, info, fault.isEmpty() ? "" : "  | " + fault);
        out.flush();
      }
    };
  }

  static void tell(PrintWriter out, RunDirectory directory, RunResult result) throws IOException {
    out.println(directory.path() + ": " + result.conclusion().text() + ". " + result.sentence());
    result
        .operations()
        .forEach(
            (f, counts) ->
                out.printf(
                    "  %-8s %,d ok, %,d not applied, %,d unknown%n",
                    f, counts.ok(), counts.fail(), counts.info()));
    result
        .faults()
        .forEach(
            (fault, counts) ->
                out.printf(
                    "  %-8s %d of %d took effect%n", fault, counts.effective(), counts.injected()));
    for (CheckResult check : result.checks()) {
      check.evidence().text(out);
    }
    out.println("  " + directory.report());
    out.flush();
  }

  static ExitCode code(Conclusion conclusion) {
    return switch (conclusion) {
      case VALID -> ExitCode.VALID;
      case INVALID -> ExitCode.INVALID;
      case UNKNOWN -> ExitCode.UNKNOWN;
      case BROKEN -> ExitCode.BROKEN;
    };
  }

  private CommandSpec commandSpec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
