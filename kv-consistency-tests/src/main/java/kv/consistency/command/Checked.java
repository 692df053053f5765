package kv.consistency.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kv.consistency.check.Outcome;
import org.jspecify.annotations.Nullable;

/** One file's outcome, as every output form tells it. */
record Checked(String file, Outcome outcome, @Nullable String truncation, Duration elapsed) {

  static final String TESTED_NOTHING =
      "the history has no operation that says anything: nothing was tested";

  String verdict() {
    return outcome.verdict().name().toLowerCase(Locale.ROOT);
  }

  /** {@code valid (12 ops, 1 key, 34 ms)}. */
  String summary() {
    return verdict() + " (" + size() + ")";
  }

  String size() {
    return count(outcome.operations(), "op")
        + ", "
        + count(outcome.keys(), "key")
        + ", "
        + elapsed.toMillis()
        + " ms";
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** What must be said beside the verdict. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (outcome.reason() != null) {
      notes.add(outcome.reason());
    }
    if (testedNothing()) {
      notes.add(TESTED_NOTHING);
    }
    if (truncation != null) {
      notes.add(truncation);
    }
    return notes;
  }

  private boolean testedNothing() {
    return outcome.operations() == 0 && outcome.verdict() == Outcome.Verdict.VALID;
  }

  ExitCode exitCode() {
    return switch (outcome.verdict()) {
      case VALID -> testedNothing() ? ExitCode.BROKEN : ExitCode.VALID;
      case INVALID -> ExitCode.INVALID;
      case UNKNOWN -> ExitCode.UNKNOWN;
    };
  }

  void json(JsonGenerator out) throws IOException {
    out.writeStringField("file", file);
    out.writeStringField("verdict", verdict());
    out.writeNumberField("ops", outcome.operations());
    out.writeNumberField("keys", outcome.keys());
    out.writeNumberField("ms", elapsed.toMillis());
    if (!notes().isEmpty()) {
      out.writeArrayFieldStart("notes");
      for (String note : notes()) {
        out.writeString(note);
      }
      out.writeEndArray();
    }
  }
}
