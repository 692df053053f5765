package kv.consistency.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a tool of the system to its end. */
final class Command {
  private Command() {}

  /** What it prints. */
  static String run(List<String> line) {
    return run(line, "");
  }

  /** What it prints when given {@code input}; a failure is an exception with all of that. */
  static String run(List<String> line, String input) {
    Process process = null;
    try {
      process = new ProcessBuilder(line).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new ClusterException(
            "%s%s says: %s"
                .formatted(
                    String.join(" ", line),
                    input.isEmpty() ? "" : " with\n" + input,
                    output.strip()));
      }
      return output;
    } catch (IOException e) {
      throw new ClusterException("can't run " + line.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw ClusterException.interrupted("running " + line.get(0), e);
    }
  }
}
