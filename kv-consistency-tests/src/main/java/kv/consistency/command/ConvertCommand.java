package kv.consistency.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.HistoryWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kv-consistency convert}: from one history format to the other. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Converts a history between JSON Lines and Jepsen's EDN, checking its form.",
    footer = {"", "Fields that are not of an event are left out."})
final class ConvertCommand implements Callable<Integer> {
  private final InputStream standardInput;
  private final OutputStream standardOutput;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      completionCandidates = CheckCommand.Formats.class,
      description = "${COMPLETION-CANDIDATES} (default: by the ending of IN).")
  private @Nullable HistoryFormat from;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      completionCandidates = CheckCommand.Formats.class,
      description = "${COMPLETION-CANDIDATES} (default: by the ending of OUT, or the other one).")
  private @Nullable HistoryFormat to;

  @Parameters(index = "0", paramLabel = "IN", description = "A history; - is standard input.")
  private String in = "-";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT",
      defaultValue = "-",
      description = "The file to write; - is standard output (default).")
  private String out = "-";

  ConvertCommand(InputStream standardInput, OutputStream standardOutput) {
    this.standardInput = standardInput;
    this.standardOutput = standardOutput;
  }

  @Override
  public Integer call() throws IOException {
    HistoryFormat source = source();
    HistoryFormat target = target(source);
    PrintWriter err = commandSpec().commandLine().getErr();
    try (HistoryReader reader = source.reader(input())) {
      try (HistoryWriter writer = target.writer(output())) {
        for (Event event = reader.next(); event != null; event = reader.next()) {
          writer.write(event);
        }
      }
      reader.truncation().ifPresent(lost -> err.println(in + ": " + lost));
      return ExitCode.VALID.code();
    } catch (IOException e) {
      err.println(in + ": unreadable: " + InputErrors.reason(e));
      return ExitCode.UNREADABLE.code();
    }
  }

  private HistoryFormat source() {
    if (from != null) {
      return from;
    }
    return HistoryFormat.ofFileName(in)
        .orElseThrow(() -> usage("The format of '" + in + "' doesn't follow: say --from"));
  }

  private HistoryFormat target(HistoryFormat source) {
    if (to != null) {
      return to;
    }
    HistoryFormat other = source == HistoryFormat.EDN ? HistoryFormat.JSONL : HistoryFormat.EDN;
    return HistoryFormat.ofFileName(out).orElse(other);
  }

  private InputStream input() throws IOException {
    return in.equals("-") ? standardInput : Files.newInputStream(Path.of(in));
  }

  private OutputStream output() throws IOException {
    return out.equals("-") ? new Unclosed(standardOutput) : Files.newOutputStream(Path.of(out));
  }

  /** Standard output outlives the writer. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private CommandSpec commandSpec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }

  private ParameterException usage(String message) {
    return new ParameterException(commandSpec().commandLine(), message);
  }
}
