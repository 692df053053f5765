package kv.consistency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import kv.consistency.linearizability.Linearization.Step;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Witness;
import kv.consistency.linearizability.Witness.Cause;
import kv.consistency.linearizability.Witness.Explanation;
import kv.consistency.linearizability.Witness.Prefix;
import kv.consistency.linearizability.Witness.Refusal;

/** Why a history is not linearizable: the shrunk history first, then where it comes from. */
public final class WitnessEvidence<S> implements Evidence {
  private static final int WIDEST = 60;

  private final Witness<S> witness;
  private final Telling<S> telling;

  public WitnessEvidence(Witness<S> witness, Telling<S> telling) {
    this.witness = witness;
    this.telling = telling;
  }

  @Override
  public void text(Appendable out) throws IOException {
    Explanation<S> shrunk = witness.shrunk();
    int all = witness.whole().operations().size();
    String where = telling.partition(witness.partition());
    out.append("  ").append(where).append(where.isEmpty() ? "" : ": ");
    out.append("no order of ").append(operations(shrunk.operations().size()));
    out.append(" of ").append(String.valueOf(all)).append(" explains what the clients saw");
    out.append(witness.minimal() ? "; without any one of them, some order would:\n" : ":\n");
    for (int operation : shrunk.operations()) {
      out.append("   ").append(line(operation)).append('\n');
    }
    for (Prefix<S> prefix : shrunk.prefixes()) {
      prefix(out, prefix);
    }
  }

  private String line(int operation) {
    Telling.Told told = telling.operation(operation);
    String when =
        told.ret() == Operation.NEVER
            ? "from event " + told.call() + " on, outcome unknown"
            : "events " + told.call() + " to " + told.ret();
    return String.format(
        Locale.ROOT,
        "(%s) process %d: %s  [%s]",
        number(operation),
        told.process(),
        cut(told.text()),
        when);
  }

  private void prefix(Appendable out, Prefix<S> prefix) throws IOException {
    out.append("  As far as it goes: ").append(cut(telling.initial()));
    for (Step<S> step : prefix.steps()) {
      out.append(" -(").append(number(step.operation())).append(")-> ");
      out.append(cut(telling.state(step.after())));
    }
    out.append("\n  Then next must be one of\n");
    for (Refusal refusal : prefix.refusals()) {
      out.append("   (").append(number(refusal.operation())).append(") ");
      out.append(cut(telling.operation(refusal.operation()).text()));
      out.append(
          refusal.cause() == Cause.ILLEGAL
              ? ": impossible in state " + cut(telling.state(prefix.state()))
              : ": possible, but nothing that can follow leads further");
      out.append(refusal.operation() == prefix.due() ? "; it had to come by now\n" : "\n");
    }
  }

  private String number(int operation) {
    return String.valueOf(witness.shrunk().operations().indexOf(operation) + 1);
  }

  private static String operations(int count) {
    return count == 1 ? "this 1 operation" : "these " + count + " operations";
  }

  private static String cut(String text) {
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
  }

  @Override
  public void json(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("witness");
    String where = telling.partition(witness.partition());
    if (!where.isEmpty()) {
      out.writeStringField("partition", where);
    }
    out.writeBooleanField("minimal", witness.minimal());
    out.writeNumberField("of", witness.whole().operations().size());
    out.writeArrayFieldStart("operations");
    for (int operation : witness.shrunk().operations()) {
      jsonOperation(out, operation);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("prefixes");
    for (Prefix<S> prefix : witness.shrunk().prefixes()) {
      jsonPrefix(out, prefix);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void jsonOperation(JsonGenerator out, int operation) throws IOException {
    Telling.Told told = telling.operation(operation);
    out.writeStartObject();
    out.writeNumberField("process", told.process());
    out.writeStringField("text", told.text());
    out.writeNumberField("call", told.call());
    if (!told.indeterminate()) {
      out.writeNumberField("return", told.ret());
    }
    out.writeEndObject();
  }

  private void jsonPrefix(JsonGenerator out, Prefix<S> prefix) throws IOException {
    List<Integer> operations = witness.shrunk().operations();
    out.writeStartObject();
    out.writeArrayFieldStart("steps");
    for (Step<S> step : prefix.steps()) {
      out.writeStartObject();
      out.writeNumberField("operation", operations.indexOf(step.operation()));
      out.writeStringField("state", telling.state(step.after()));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberField("due", operations.indexOf(prefix.due()));
    out.writeArrayFieldStart("refusals");
    for (Refusal refusal : prefix.refusals()) {
      out.writeStartObject();
      out.writeNumberField("operation", operations.indexOf(refusal.operation()));
      out.writeStringField("cause", refusal.cause() == Cause.ILLEGAL ? "impossible" : "dead end");
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  @Override
  public void html(Appendable out) throws IOException {
    StringBuilder text = new StringBuilder();
    text(text);
    out.append("<pre>");
    Page.escape(out, text);
    out.append("</pre>\n");
  }
}
