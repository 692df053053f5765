package kv.consistency.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kv.consistency.check.Limits;
import kv.consistency.check.Outcome;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.report.Page;
import kv.consistency.report.RunResult;
import kv.consistency.run.RunDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kv-consistency check}: a verdict for each file, by the workload chosen. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Checks histories and says for each: valid, invalid or unknown, and why.",
    footerHeading = "%nExit codes, the worst of all files; worst is 1, then 65, 70, 2, 0:%n",
    footer = {
      "   0  valid",
      "   1  invalid",
      "   2  unknown: out of time or memory",
      "  64  wrong usage",
      "  65  a file can't be read, or is no history",
      "  70  a file tests nothing, or this command is broken"
    })
final class CheckCommand implements Callable<Integer> {
  private final Workloads workloads;
  private final InputStream standardInput;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"--model", "--workload"},
      paramLabel = "NAME",
      defaultValue = "register",
      completionCandidates = Names.class,
      description = "What the history is of (default: register):%n  ${COMPLETION-CANDIDATES}.")
  private String workload = "register";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Formats.class,
      description =
          "${COMPLETION-CANDIDATES} (default: by the file's ending; jsonl on standard input).")
  private @Nullable HistoryFormat format;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = TimeSpan.class,
      description = "Of the check of each file, as in 500ms, 60s, 5m (default: 60s).")
  private Duration timeout = Duration.ofMinutes(1);

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "4g",
      converter = ByteSize.class,
      description =
          "For the checker's tables, as in 512m, 4g (default: 4g); at most half of the JVM's.")
  private long memory;

  @Option(names = "--json", description = "One JSON object a line instead of text.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page that shows the evidence; it needs no other file.")
  private @Nullable Path html;

  @Option(
      names = "--linearization",
      description = "For a valid history, shows an order of its operations that explains it.")
  private boolean linearization;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Histories; - is standard input. The directory of a run is judged as the run was: what"
              + " is checked follows from its workload, and its reports are written anew.")
  private List<String> files = List.of();

  CheckCommand(Workloads workloads, InputStream standardInput) {
    this.workloads = workloads;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    ExitCode worst = ExitCode.VALID;
    List<Page.Section> sections = new ArrayList<>();
    for (String file : files) {
      worst = worst.or(check(file, sections));
    }
    return writePage(sections) ? worst.code() : worst.or(ExitCode.BROKEN).code();
  }

  private boolean writePage(List<Page.Section> sections) {
    if (html == null) {
      return true;
    }
    try (Writer out = Files.newBufferedWriter(html)) {
      Page.write(out, sections);
      return true;
    } catch (IOException e) {
      commandLine().getErr().println("can't write " + html + ": " + InputErrors.reason(e));
      return false;
    }
  }

  private void checkUsage() {
    if (workloads.names().noneMatch(workload::equals)) {
      throw usage(
          "Unknown model '"
              + workload
              + "': it is one of "
              + String.join(", ", workloads.names().toList()));
    }
    for (String file : files) {
      if (format == null
          && !isRun(file)
          && !file.equals("-")
          && HistoryFormat.ofFileName(file).isEmpty()) {
        throw usage("The format of '" + file + "' doesn't follow from its name: say --format");
      }
    }
  }

  private ExitCode check(String file, List<Page.Section> sections) throws IOException {
    long half = Runtime.getRuntime().maxMemory() / 2;
    Limits limits = new Limits(timeout, Math.min(memory, half), linearization);
    if (isRun(file)) {
      return checkRun(new RunDirectory(Path.of(file)), limits, sections);
    }
    long start = System.nanoTime();
    Outcome outcome;
    Optional<String> truncation;
    try (HistoryReader history = open(file)) {
      outcome = workloads.named(workload).check(workload, history, limits);
      truncation = history.truncation();
    } catch (IOException e) {
      unreadable(file, InputErrors.reason(e));
      return ExitCode.UNREADABLE;
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Checked checked = new Checked(file, outcome, truncation.orElse(null), elapsed);
    if (json) {
      printJson(checked);
    } else {
      printText(checked);
    }
    if (html != null) {
      sections.add(
          new Page.Section(
              file, checked.verdict(), checked.size(), checked.notes(), outcome.evidence()));
    }
    return checked.exitCode();
  }

  private static boolean isRun(String file) {
    return !file.equals("-") && new RunDirectory(Path.of(file)).exists();
  }

  private ExitCode checkRun(RunDirectory run, Limits limits, List<Page.Section> sections)
      throws IOException {
    RunResult result;
    try {
      result = run.conclude(limits);
    } catch (IOException e) {
      unreadable(run.path().toString(), InputErrors.reason(e));
      return ExitCode.UNREADABLE;
    }
    CheckedRun checked = new CheckedRun(run, result);
    if (json) {
      try (JsonGenerator generator = generator()) {
        checked.json(generator);
      }
      out().println();
      out().flush();
    } else {
      RunCommand.tell(out(), run, result);
    }
    if (html != null) {
      sections.addAll(checked.sections());
    }
    return checked.exitCode();
  }

  private HistoryReader open(String file) throws IOException {
    InputStream in = file.equals("-") ? standardInput : Files.newInputStream(Path.of(file));
    HistoryFormat known =
        format != null ? format : HistoryFormat.ofFileName(file).orElse(HistoryFormat.JSONL);
    return known.reader(in);
  }

  private void printText(Checked checked) throws IOException {
    PrintWriter out = out();
    out.println(checked.file() + ": " + checked.summary());
    for (String note : checked.notes()) {
      out.println("  " + note);
    }
    StringWriter evidence = new StringWriter();
    checked.outcome().evidence().text(evidence);
    out.print(evidence);
    out.flush();
  }

  private void printJson(Checked checked) throws IOException {
    try (JsonGenerator generator = generator()) {
      generator.writeStartObject();
      checked.json(generator);
      checked.outcome().evidence().json(generator);
      generator.writeEndObject();
    }
    out().println();
    out().flush();
  }

  private void unreadable(String file, String reason) throws IOException {
    if (json) {
      try (JsonGenerator generator = generator()) {
        generator.writeStartObject();
        generator.writeStringField("file", file);
        generator.writeStringField("verdict", "unknown");
        generator.writeStringField("error", reason);
        generator.writeEndObject();
      }
      out().println();
      out().flush();
    }
    PrintWriter err = commandLine().getErr();
    err.println(file + ": unreadable: " + reason);
    err.flush();
  }

  private JsonGenerator generator() throws IOException {
    return new JsonFactory()
        .createGenerator(new BufferedWriter(out()))
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine();
  }

  private ParameterException usage(String message) {
    return new ParameterException(commandLine(), message);
  }

  /** The values of {@code --model}, for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return new Workloads().names().iterator();
    }
  }

  /** The values of {@code --format}. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(HistoryFormat.values())
          .map(format -> format.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }
}
