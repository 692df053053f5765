package kv.system.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kv.consistency.command.KvConsistency;

/** A run of {@code kv-consistency run} in this JVM, on what the build has made. */
record HarnessRun(int code, String text) {

  enum Verdict {
    VALID(0),
    INVALID(1);

    private final int code;

    Verdict(int code) {
      this.code = code;
    }
  }

  /**
   * @param name of its directory
   */
  static HarnessRun of(String name, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(options);
    arguments.addAll(List.of("--war", System.getProperty("test.war")));
    arguments.addAll(List.of("--cassandra-lib", System.getProperty("kv.cassandra.lib")));
    arguments.addAll(List.of("--plugins", System.getProperty("test.planted")));
    arguments.addAll(List.of("--out", Path.of("target", "planted", name).toString()));
    return command(arguments);
  }

  /** Any command. */
  static HarnessRun command(List<String> arguments) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int code =
        KvConsistency.commandLine(InputStream.nullInputStream(), text, text)
            .execute(arguments.toArray(String[]::new));
    return new HarnessRun(code, text.toString(StandardCharsets.UTF_8));
  }

  boolean is(Verdict verdict) {
    return code == verdict.code;
  }

  void assertThatIs(Verdict verdict) {
    assertThat(code).as(text).isEqualTo(verdict.code);
  }
}
