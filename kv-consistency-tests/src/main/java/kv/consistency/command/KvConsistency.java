package kv.consistency.command;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command with its subcommands, over given streams; text on them is UTF-8. */
@Command(
    name = "kv-consistency",
    description =
        "Checks histories of concurrent operations against consistency models, and makes them:"
            + " runs a store, breaks it, and records what its clients see.",
    mixinStandardHelpOptions = true,
    version = "kv-consistency 0.1.0",
    footer = {
      "",
      "kv-consistency COMMAND --help tells more. Completion in bash and zsh:",
      "  source <(kv-consistency generate-completion)"
    })
public final class KvConsistency {
  private KvConsistency() {}

  public static CommandLine commandLine(InputStream in, OutputStream out, OutputStream err) {
    Workloads workloads = new Workloads();
    CommandLine check = new CommandLine(new CheckCommand(workloads, in));
    int mixin = 0;
    for (Workload workload : workloads.all()) {
      check.addMixin("workload" + mixin++, workload);
    }
    return new CommandLine(new KvConsistency())
        .addSubcommand(check)
        .addSubcommand(new ConvertCommand(in, out))
        .addSubcommand(new RunCommand())
        .addSubcommand(new MatrixCommand())
        .addSubcommand(new ReportCommand())
        .addSubcommand(new ServeCommand())
        .addSubcommand(new ClaimsCommand())
        .addSubcommand(new ClusterCommand())
        .addSubcommand(new GenerateCompletion())
        .addSubcommand(new CommandLine.HelpCommand())
        .setOut(writer(out))
        .setErr(writer(err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(KvConsistency::usage)
        .setExecutionExceptionHandler(KvConsistency::broken);
  }

  private static PrintWriter writer(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  private static int usage(CommandLine.ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static int broken(
      Exception e, CommandLine commandLine, CommandLine.ParseResult parseResult) {
    PrintWriter err = commandLine.getErr();
    err.println("kv-consistency is broken; please report this:");
    e.printStackTrace(err);
    return ExitCode.BROKEN.code();
  }
}
