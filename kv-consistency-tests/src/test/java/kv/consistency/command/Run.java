package kv.consistency.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One run of the command in this JVM. */
record Run(int code, String out, String err) {

  static Run of(String... arguments) {
    return of(new byte[0], arguments);
  }

  static Run of(byte[] input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        KvConsistency.commandLine(new ByteArrayInputStream(input), out, err).execute(arguments);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
