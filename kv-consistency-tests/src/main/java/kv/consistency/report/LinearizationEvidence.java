package kv.consistency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import kv.consistency.linearizability.Linearization;
import kv.consistency.linearizability.Linearization.Step;
import kv.consistency.linearizability.Witness.Prefix;

/** Why a history is linearizable: for each key an order of its operations that explains it. */
public final class LinearizationEvidence<S> implements Evidence {
  private static final int MOST_FIGURES = 20;

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
    int drawn = Math.min(linearizations.size(), MOST_FIGURES);
    if (drawn < linearizations.size()) {
      out.append("<p class=\"hint\">").append(String.valueOf(drawn)).append(" of ");
      out.append(String.valueOf(linearizations.size())).append(" keys are drawn.</p>\n");
    }
    for (Linearization<S> linearization : linearizations.subList(0, drawn)) {
      String where = telling.partition(linearization.partition());
      out.append("<h2>An order that explains everything");
      out.append(where.isEmpty() ? "" : ", ");
      Page.escape(out, where);
      out.append("</h2>\n");
      figure(linearization).html(out, "Operations by process, in an order that explains them");
    }
  }

  private Figure<S> figure(Linearization<S> linearization) {
    List<Integer> operations =
        linearization.steps().stream()
            .map(Step::operation)
            .sorted(Comparator.comparingLong(operation -> telling.operation(operation).call()))
            .toList();
    Prefix<S> everything =
        new Prefix<>(linearization.steps(), telling.initialState(), Figure.NONE, List.of());
    return new Figure<>(telling, operations, List.of(everything), true, Figure.NONE, Set.of());
  }
}
