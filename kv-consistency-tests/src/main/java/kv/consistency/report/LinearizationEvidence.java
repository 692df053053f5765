package kv.consistency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import kv.consistency.linearizability.Linearization;
import kv.consistency.linearizability.Linearization.Step;

/** Why a history is linearizable: for each key an order of its operations that explains it. */
public final class LinearizationEvidence<S> implements Evidence {
  private final List<Linearization<S>> linearizations;
  private final Telling<S> telling;

  public LinearizationEvidence(List<Linearization<S>> linearizations, Telling<S> telling) {
    this.linearizations = List.copyOf(linearizations);
    this.telling = telling;
  }

  @Override
  public void text(Appendable out) throws IOException {
    for (Linearization<S> linearization : linearizations) {
      String where = telling.partition(linearization.partition());
      out.append("  ").append(where.isEmpty() ? "in this order" : where).append(":\n");
      for (Step<S> step : linearization.steps()) {
        Telling.Told told = telling.operation(step.operation());
        out.append("    process ").append(String.valueOf(told.process())).append(": ");
        out.append(told.text()).append("  ⇒ ").append(telling.state(step.after())).append('\n');
      }
    }
  }

  @Override
  public void json(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("linearizations");
    for (Linearization<S> linearization : linearizations) {
      out.writeStartObject();
      String where = telling.partition(linearization.partition());
      if (!where.isEmpty()) {
        out.writeStringField("partition", where);
      }
      out.writeArrayFieldStart("steps");
      for (Step<S> step : linearization.steps()) {
        Telling.Told told = telling.operation(step.operation());
        out.writeStartObject();
        out.writeNumberField("process", told.process());
        out.writeNumberField("call", told.call());
        out.writeStringField("text", told.text());
        out.writeStringField("state", telling.state(step.after()));
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
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
