package kv.consistency.transactions;

import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/** The objects that transactions read and write, named as in the command and in Jepsen. */
public enum TransactionWorkload {
  /** Lists: {@code ["append", k, v]} adds an element, {@code ["r", k, [v, ...]]} reads them all. */
  LIST_APPEND("list-append", "append"),
  /** Registers: {@code ["w", k, v]} overwrites, {@code ["r", k, v]} reads. */
  RW_REGISTER("rw-register", "w");

  private final String text;
  private final String write;

  TransactionWorkload(String text, String write) {
    this.text = text;
    this.write = write;
  }

  /** The name in the command's {@code --workload}. */
  public String text() {
    return text;
  }

  /** The name of the micro-operation that writes. */
  public String write() {
    return write;
  }

  /** Whether a micro-operation's name is that of a write (true), a read (false) or neither. */
  @Nullable Boolean isWrite(Value name) {
    String f = Value.name(name);
    if (write.equals(f)) {
      return true;
    }
    return "r".equals(f) ? false : null;
  }
}
