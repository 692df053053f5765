package kv.consistency.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kv.consistency.linearizability.Linearization.Step;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Witness.Cause;
import kv.consistency.linearizability.Witness.Prefix;
import kv.consistency.linearizability.Witness.Refusal;

/**
 * A drawing of operations and of how far they can be linearized: the data for {@code page.js}, and
 * its controls. Of more than {@value #MOST} operations, those around the focus are drawn.
 *
 * @param operations in order of their calls, as indexes in the checked history
 * @param prefixes at least one; of more than {@value #MOST_PREFIXES}, the first are drawn. A
 *     linearization of everything is a prefix with no operation due and no refusals
 * @param exhaustive whether it is known that no prefix reaches further
 * @param focus the operation to show first, or {@link #NONE}
 * @param marked operations to draw bolder than others
 */
record Figure<S>(
    Telling<S> telling,
    List<Integer> operations,
    List<Prefix<S>> prefixes,
    boolean exhaustive,
    int focus,
    Set<Integer> marked) {
  private static final int MOST = 20_000;
  private static final int MOST_PREFIXES = 5;
  private static final int LONGEST = 200;

  /** What stands for the operation that is due where none is. */
  static final int NONE = -1;

  void html(Appendable out, String label) throws IOException {
    List<Integer> drawn = window();
    if (drawn.size() < operations.size()) {
      out.append("<p class=\"hint\">").append(String.valueOf(drawn.size())).append(" of ");
      out.append(String.valueOf(operations.size())).append(" operations are drawn.</p>\n");
    }
    List<Prefix<S>> shown = prefixes.subList(0, Math.min(prefixes.size(), MOST_PREFIXES));
    out.append("<div class=\"figure\">\n<div class=\"tools\">");
    button(out, "jump", focus != NONE ? "First impossible operation" : "First step");
    button(out, "previous", "◀ Step");
    button(out, "next", "Step ▶");
    button(out, "in", "Zoom in");
    button(out, "out", "Zoom out");
    button(out, "fit", "Fit");
    if (shown.size() > 1) {
      out.append("<select aria-label=\"Which attempt\">");
      for (int i = 1; i <= shown.size(); i++) {
        out.append("<option>Attempt ").append(String.valueOf(i)).append("</option>");
      }
      out.append("</select>");
    }
    out.append("</div>\n<div class=\"view\" tabindex=\"0\" role=\"application\" aria-label=\"");
    Page.escape(out, label);
    out.append("\"><canvas></canvas><div class=\"spacer\"></div></div>\n");
    out.append("<div class=\"tip\" role=\"status\" hidden></div>\n");
    out.append("<script type=\"application/json\">").append(data(drawn, shown));
    out.append("</script>\n</div>\n");
  }

  private static void button(Appendable out, String action, String label) throws IOException {
    out.append("<button type=\"button\" data-do=\"").append(action).append("\">");
    out.append(label).append("</button>");
  }

  private List<Integer> window() {
    if (operations.size() <= MOST) {
      return operations;
    }
    int middle = Math.max(0, operations.indexOf(focus));
    int start = Math.min(Math.max(0, middle - MOST / 2), operations.size() - MOST);
    return operations.subList(start, start + MOST);
  }

  /** JSON that can stand in a script element: {@code <} is only ever inside of its strings. */
  private String data(List<Integer> drawn, List<Prefix<S>> shown) throws IOException {
    Map<Integer, Integer> numbers = new HashMap<>();
    StringWriter json = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
      out.writeStartObject();
      out.writeStringField("initial", cut(telling.initial()));
      out.writeArrayFieldStart("operations");
      for (int operation : drawn) {
        numbers.put(operation, numbers.size());
        operation(out, telling.operation(operation));
      }
      out.writeEndArray();
      out.writeArrayFieldStart("prefixes");
      for (Prefix<S> prefix : shown) {
        prefix(out, prefix, numbers);
      }
      out.writeEndArray();
      out.writeBooleanField("exhaustive", exhaustive);
      out.writeNumberField("focus", numbers.getOrDefault(focus, NONE));
      out.writeArrayFieldStart("marked");
      for (int operation : marked) {
        if (numbers.containsKey(operation)) {
          out.writeNumber(numbers.get(operation));
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return json.toString().replace("<", "\\u003c");
  }

  private static void operation(JsonGenerator out, Telling.Told told) throws IOException {
    out.writeStartArray();
    out.writeNumber(told.process());
    out.writeString(cut(told.text()));
    out.writeNumber(told.call());
    out.writeNumber(told.ret() == Operation.NEVER ? -1 : told.ret());
    out.writeEndArray();
  }

  private void prefix(JsonGenerator out, Prefix<S> prefix, Map<Integer, Integer> numbers)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("steps");
    for (Step<S> step : prefix.steps()) {
      Integer number = numbers.get(step.operation());
      if (number != null) {
        out.writeStartArray();
        out.writeNumber(number);
        out.writeString(cut(telling.state(step.after())));
        out.writeEndArray();
      }
    }
    out.writeEndArray();
    out.writeNumberField("due", numbers.getOrDefault(prefix.due(), NONE));
    out.writeArrayFieldStart("refusals");
    for (Refusal refusal : prefix.refusals()) {
      Integer number = numbers.get(refusal.operation());
      if (number != null) {
        out.writeStartArray();
        out.writeNumber(number);
        out.writeString(refusal.cause() == Cause.ILLEGAL ? "illegal" : "dead end");
        out.writeEndArray();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
