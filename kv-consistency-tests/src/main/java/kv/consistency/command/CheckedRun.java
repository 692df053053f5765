package kv.consistency.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Page;
import kv.consistency.report.RunResult;
import kv.consistency.run.RunDirectory;

/** A run's outcome, as {@code check} tells it beside those of files. */
record CheckedRun(RunDirectory run, RunResult result) {

  ExitCode exitCode() {
    return RunCommand.code(result.conclusion());
  }

  List<Page.Section> sections() {
    return result.checks().stream()
        .map(
            check ->
                new Page.Section(
                    run.path() + ", " + check.name(),
                    check.conclusion().text(),
                    check.sentence(),
                    result.reasons(),
                    check.evidence()))
        .toList();
  }

  void json(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("file", run.path().toString());
    out.writeStringField("verdict", result.conclusion().text());
    out.writeStringField("sentence", result.sentence());
    out.writeArrayFieldStart("checks");
    for (CheckResult check : result.checks()) {
      out.writeStartObject();
      out.writeStringField("check", check.name());
      out.writeStringField("verdict", check.conclusion().text());
      out.writeStringField("sentence", check.sentence());
      check.evidence().json(out);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
