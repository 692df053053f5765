package kv.consistency.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.bridge.SilentCas;
import kv.consistency.check.Limits;
import kv.consistency.check.ObjectCheck;
import kv.consistency.check.Outcome;
import kv.consistency.history.HistoryReader;
import kv.consistency.model.Register.NilRead;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Histories of a shared object, checked for linearizability. */
final class ObjectWorkload implements Workload {

  @Option(
      names = "--nil-read",
      paramLabel = "WHAT",
      defaultValue = "absent",
      description =
          "What a register's read of nil says: absent, that it was empty (default), or any,"
              + " nothing, as Knossos takes it.")
  private NilRead nilRead = NilRead.ABSENT;

  @Option(
      names = "--silent-cas",
      paramLabel = "WHAT",
      description =
          "What a register's cas says that failed without an error: mismatch, that the register"
              + " held another value (default), or nothing (default with --nil-read any).")
  private @Nullable SilentCas silentCas;

  @Override
  public List<String> names() {
    return Arrays.stream(ObjectKind.values()).map(ObjectKind::text).toList();
  }

  @Override
  public Outcome check(String name, HistoryReader history, Limits limits) throws IOException {
    ObjectKind kind = ObjectKind.ofText(name).orElseThrow();
    SilentCas silent =
        Optional.ofNullable(silentCas)
            .orElse(nilRead == NilRead.ANY ? SilentCas.NOTHING : SilentCas.MISMATCH);
    return ObjectCheck.check(kind.interpretation(nilRead, silent), history, limits);
  }
}
