package kv.consistency;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the {@code kv-consistency} command: one subcommand a file. */
@Command(
    name = "kv-consistency",
    description = "Checks histories of concurrent operations against consistency models.",
    mixinStandardHelpOptions = true)
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
