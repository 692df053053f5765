package kv.consistency.command;

import java.util.Comparator;

/**
 * Exit codes of the command, from best to worst: over several files, the worst is returned. A
 * proven violation outranks everything, so that no unreadable file beside it can hide it.
 */
public enum ExitCode {
  VALID(0),
  UNKNOWN(2),
  /** The command is broken, or the run was: it tested nothing. */
  BROKEN(70),
  /** An input can't be read, or is no history. */
  UNREADABLE(65),
  INVALID(1);

  /** Of the arguments; nothing was checked. */
  public static final int USAGE = 64;

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The worse of the two. */
  ExitCode or(ExitCode other) {
    return Comparator.<ExitCode>naturalOrder().compare(this, other) >= 0 ? this : other;
  }
}
