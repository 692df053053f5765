package kv.consistency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kv.consistency.history.JsonValues;
import kv.consistency.transactions.Anomaly;
import kv.consistency.transactions.ConsistencyModel;
import kv.consistency.transactions.Example;
import kv.consistency.transactions.TransactionHistory;
import kv.consistency.transactions.TransactionVerdict;

/** The anomalies in a history of transactions: in words, as JSON, and cycles as drawings. */
public final class AnomalyEvidence implements Evidence {
  private final TransactionVerdict verdict;
  private final TransactionHistory history;

  public AnomalyEvidence(TransactionVerdict verdict, TransactionHistory history) {
    this.verdict = verdict;
    this.history = history;
  }

  @Override
  public void text(Appendable out) throws IOException {
    if (verdict.anomalies().isEmpty()) {
      return;
    }
    if (!verdict.ruledOut().isEmpty()) {
      out.append("  not ").append(names(verdict.not())).append("; possible at most: ");
      out.append(verdict.possible().isEmpty() ? "nothing" : names(verdict.possible())).append('\n');
    }
    for (Map.Entry<Anomaly, List<Example>> entry : verdict.examples().entrySet()) {
      out.append("  ").append(heading(entry.getKey())).append(":\n");
      for (Example example : entry.getValue()) {
        out.append("    ").append(example.text()).append('\n');
        for (int i = 0; i < example.transactions().size(); i++) {
          out.append("      ").append(told(i, example.transactions().get(i))).append('\n');
        }
      }
    }
  }

  @Override
  public List<Long> invocations() {
    return verdict.examples().values().stream()
        .flatMap(List::stream)
        .flatMap(example -> example.transactions().stream())
        .map(history::invoked)
        .toList();
  }

  private String heading(Anomaly anomaly) {
    long count = verdict.anomalies().getOrDefault(anomaly, 0L);
    int shown = verdict.examples().getOrDefault(anomaly, List.of()).size();
    return anomaly.text() + (count == shown ? "" : " (" + shown + " of " + count + ")");
  }

  private String told(int place, int transaction) {
    return name(place)
        + " = "
        + TransactionTelling.when(history, transaction)
        + ": "
        + String.join(", ", TransactionTelling.operations(history, transaction));
  }

  private static String names(Collection<ConsistencyModel> models) {
    return models.stream().map(ConsistencyModel::text).collect(Collectors.joining(", "));
  }

  private static String name(int place) {
    return "T" + (place + 1);
  }

  @Override
  public void json(JsonGenerator out) throws IOException {
    out.writeStringField("consistency-model", verdict.model().text());
    out.writeArrayFieldStart("anomalies");
    for (Anomaly anomaly : verdict.anomalies().keySet()) {
      out.writeString(anomaly.text());
    }
    out.writeEndArray();
    models(out, "not", verdict.not());
    models(out, "possible", verdict.possible());
    out.writeObjectFieldStart("counts");
    for (Map.Entry<Anomaly, Long> entry : verdict.anomalies().entrySet()) {
      out.writeNumberField(entry.getKey().text(), entry.getValue());
    }
    out.writeEndObject();
    out.writeObjectFieldStart("examples");
    for (Map.Entry<Anomaly, List<Example>> entry : verdict.examples().entrySet()) {
      out.writeArrayFieldStart(entry.getKey().text());
      for (Example example : entry.getValue()) {
        json(out, example);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void models(JsonGenerator out, String field, Collection<ConsistencyModel> models)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (ConsistencyModel model : models) {
      out.writeString(model.text());
    }
    out.writeEndArray();
  }

  private void json(JsonGenerator out, Example example) throws IOException {
    out.writeStartObject();
    out.writeStringField("text", example.text());
    out.writeArrayFieldStart("transactions");
    for (int i = 0; i < example.transactions().size(); i++) {
      int transaction = example.transactions().get(i);
      out.writeStartObject();
      out.writeStringField("name", name(i));
      out.writeNumberField("process", history.process(transaction));
      out.writeStringField("type", TransactionTelling.outcome(history, transaction));
      out.writeNumberField("invoked", history.invoked(transaction));
      if (history.completed(transaction) != Long.MAX_VALUE) {
        out.writeNumberField("completed", history.completed(transaction));
      }
      out.writeFieldName("value");
      JsonValues.write(out, TransactionTelling.json(history, transaction));
      out.writeEndObject();
    }
    out.writeEndArray();
    if (!example.steps().isEmpty()) {
      out.writeArrayFieldStart("steps");
      for (Example.Step step : example.steps()) {
        out.writeStartObject();
        out.writeStringField("from", name(step.from()));
        out.writeStringField("to", name(step.to()));
        out.writeStringField("relation", step.relation().label());
        out.writeStringField("reason", step.reason());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  @Override
  public void html(Appendable out) throws IOException {
    if (verdict.anomalies().isEmpty()) {
      return;
    }
    if (!verdict.ruledOut().isEmpty()) {
      out.append("<p>Not <b>");
      Page.escape(out, names(verdict.not()));
      out.append("</b>; possible at most: <b>");
      Page.escape(out, verdict.possible().isEmpty() ? "nothing" : names(verdict.possible()));
      out.append("</b>.</p>\n");
    }
    for (Map.Entry<Anomaly, List<Example>> entry : verdict.examples().entrySet()) {
      out.append("<h2>");
      Page.escape(out, heading(entry.getKey()));
      out.append("</h2>\n");
      for (Example example : entry.getValue()) {
        out.append("<figure class=\"anomaly\">\n<figcaption>");
        Page.escape(out, example.text());
        out.append("</figcaption>\n");
        new CycleDrawing(history, example).svg(out);
        out.append("</figure>\n");
      }
    }
  }
}
