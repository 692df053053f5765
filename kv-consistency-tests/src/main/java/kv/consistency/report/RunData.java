package kv.consistency.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import java.util.zip.GZIPOutputStream;

/**
 * What the page's scripts draw: JSON of columns, gzipped, in Base64. Times are in nanoseconds, a
 * column of rising times as differences, which are short and pack well.
 *
 * @param witness the operations to be marked, by the indexes of their invocations
 */
record RunData(
    Recording recording, Windows windows, List<FunctionFigures> figures, List<Long> witness) {

  String encoded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A writer, since a history's strings may hold what Jackson's UTF-8 refuses: lone surrogates.
    try (OutputStreamWriter writer =
            new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8);
        JsonGenerator out = new JsonFactory().createGenerator(writer)) {
      out.writeStartObject();
      out.writeNumberField("end", recording.end());
      faults(out);
      operations(out);
      figures(out);
      out.writeEndObject();
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private void faults(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("faults");
    for (Fault fault : recording.faults()) {
      out.writeStartObject();
      out.writeStringField("kind", fault.kind());
      out.writeNumberField("begin", fault.begin());
      out.writeNumberField("effective", fault.effective());
      out.writeNumberField("end", fault.end());
      out.writeBooleanField("failed", fault.failed());
      out.writeStringField("on", String.join(", ", fault.on()));
      out.writeStringField("words", fault.words());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("marks");
    for (FaultLog.Mark mark : recording.marks()) {
      out.writeStartObject();
      out.writeNumberField("time", mark.time());
      out.writeStringField("name", mark.name());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void operations(JsonGenerator out) throws IOException {
    OperationLog log = recording.operations();
    out.writeNumberField("rows", log.rowCount());
    strings(out, "functions", log.functions());
    strings(out, "texts", log.texts());
    column(out, "start", i -> log.start(i) - (i == 0 ? 0 : log.start(i - 1)));
    column(out, "took", log::duration);
    column(out, "function", log::function);
    column(out, "ending", i -> log.ending(i).code());
    column(out, "row", log::row);
    column(out, "process", log::process);
    column(out, "text", log::text);
    column(out, "error", log::error);
    int[] marked =
        witness.stream()
            .map(log::invokedBy)
            .flatMapToInt(OptionalInt::stream)
            .distinct()
            .sorted()
            .toArray();
    out.writeFieldName("witness");
    out.writeArray(marked, 0, marked.length);
  }

  private void column(JsonGenerator out, String name, IntToLongFunction value) throws IOException {
    out.writeFieldName(name);
    column(out, recording.operations().drawn(), value);
  }

  private static void column(JsonGenerator out, int size, IntToLongFunction value)
      throws IOException {
    out.writeStartArray();
    for (int i = 0; i < size; i++) {
      out.writeNumber(value.applyAsLong(i));
    }
    out.writeEndArray();
  }

  private static void strings(JsonGenerator out, String name, List<String> strings)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (String string : strings) {
      out.writeString(string);
    }
    out.writeEndArray();
  }

  private void figures(JsonGenerator out) throws IOException {
    OperationLog log = recording.operations();
    out.writeNumberField("width", windows.width());
    out.writeArrayFieldStart("figures");
    for (FunctionFigures figure : figures) {
      out.writeStartObject();
      out.writeStringField("name", Figure.cut(figure.name()));
      out.writeArrayFieldStart("quantiles");
      for (Quantiles window : figure.windows()) {
        out.writeArray(new long[] {window.p50(), window.p95(), window.p99()}, 0, 3);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("rates");
      for (Ending ending : List.of(Ending.OK, Ending.FAIL, Ending.INFO)) {
        LongColumn rate = figure.rates().get(ending.code());
        column(out, rate.size(), rate::get);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("points");
      for (int i = 0; i < figure.points().size(); i++) {
        int number = (int) figure.points().get(i);
        long[] point = {log.start(number), log.duration(number), log.ending(number).code()};
        out.writeArray(point, 0, 3);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
