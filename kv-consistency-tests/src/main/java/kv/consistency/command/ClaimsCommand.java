package kv.consistency.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import kv.consistency.run.ClaimsPage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kv-consistency claims}: what is claimed of each topology, as Markdown. */
@Command(
    name = "claims",
    mixinStandardHelpOptions = true,
    description = "Prints what is claimed of each topology, and what runs are judged by.")
final class ClaimsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    out.print(ClaimsPage.markdown());
    out.flush();
    return ExitCode.VALID.code();
  }
}
