package kv.consistency.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import kv.consistency.report.RunResult;
import kv.consistency.run.Harness;
import kv.consistency.run.RunDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kv-consistency report}: judges a run once more, by its history, and writes its report. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Checks the history in a run's directory once more, and writes its verdict and its report.")
final class ReportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The directory of a run.")
  private Path path = Path.of("");

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    PrintWriter out = command.commandLine().getOut();
    RunDirectory directory = new RunDirectory(path);
    if (!directory.exists()) {
      command.commandLine().getErr().println(path + " is not the directory of a run");
      return ExitCode.UNREADABLE.code();
    }
    RunResult result = directory.conclude(Harness.limits());
    RunCommand.tell(out, directory, result);
    return RunCommand.code(result.conclusion()).code();
  }
}
