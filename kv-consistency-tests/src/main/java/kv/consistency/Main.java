package kv.consistency;

import kv.consistency.command.KvConsistency;

/** Entry point of the {@code kv-consistency} command. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(KvConsistency.commandLine(System.in, System.out, System.err).execute(args));
  }
}
