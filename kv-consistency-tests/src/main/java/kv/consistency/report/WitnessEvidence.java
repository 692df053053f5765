package kv.consistency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  private static final int LAST_STEPS = 10;
  private static final String IMPOSSIBLE = "impossible in that state";
  private static final String DEAD_END = "possible, but nothing that can follow leads further";
  private static final String SMALLEST = "The smallest part that was found to be impossible";
  private static final String LONGEST = "The longest stretch that can be explained.";
  private static final String NOT_PURSUED =
      "A stretch that can be explained; whether there is a longer one was not pursued.";
  private static final String LEGEND =
      """
      <ul class="legend">
      <li><i class="step"></i>takes effect at its dot</li>
      <li><i class="wrong"></i>impossible next</li>
      <li><i class="dead"></i>possible next, leads nowhere</li>
      <li><i></i>not reached</li>
      <li>Dashed: outcome unknown. Hover, or focus and use ← → (operations), n p (steps),
      j (first impossible), + − 0 (zoom).</li>
      </ul>
      """;

  private final Witness<S> witness;
  private final Telling<S> telling;

  public WitnessEvidence(Witness<S> witness, Telling<S> telling) {
    this.witness = witness;
    this.telling = telling;
  }

  @Override
  public void text(Appendable out) throws IOException {
    Explanation<S> shrunk = witness.shrunk();
    out.append("  ").append(sentence()).append('\n');
    for (int operation : shrunk.operations()) {
      out.append("   ").append(line(operation)).append('\n');
    }
    prefix(out);
  }

  @Override
  public List<Long> invocations() {
    return witness.shrunk().operations().stream()
        .map(operation -> telling.operation(operation).call())
        .toList();
  }

  private String sentence() {
    int part = witness.shrunk().operations().size();
    int all = witness.whole().operations().size();
    String where = telling.partition(witness.partition());
    return (where.isEmpty() ? "No order of " : "For " + where + ", no order of ")
        + (part == 1 ? "this operation" : "these " + part + " operations")
        + (part < all ? " (of " + all + ")" : "")
        + " explains what the clients saw"
        + (part < all ? ", whichever of the others took effect" : "")
        + (witness.minimal() ? "." : "; maybe a part of them is enough.");
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

  private void prefix(Appendable out) throws IOException {
    Explanation<S> shrunk = witness.shrunk();
    Prefix<S> prefix = shrunk.prefixes().get(0);
    List<Step<S>> steps = prefix.steps();
    int first = Math.max(0, steps.size() - LAST_STEPS);
    out.append(shrunk.exhaustive() ? "  As far as it goes: " : "  As far as it was pursued: ");
    out.append(first == 0 ? cut(telling.initial()) : "… " + first + " steps …");
    for (Step<S> step : steps.subList(first, steps.size())) {
      out.append("\n    after (").append(number(step.operation())).append("): ");
      out.append(cut(telling.state(step.after())));
    }
    out.append("\n  Then next must be one of\n");
    for (Refusal refusal : prefix.refusals()) {
      out.append("   (").append(number(refusal.operation())).append(") ");
      out.append(cut(telling.operation(refusal.operation()).text()));
      out.append(
          refusal.cause() == Cause.ILLEGAL
              ? ": impossible in state " + cut(telling.state(prefix.state()))
              : ": " + DEAD_END);
      out.append(refusal.operation() == prefix.due() ? "; it had to come by now\n" : "\n");
    }
  }

  private String number(int operation) {
    return String.valueOf(witness.shrunk().operations().indexOf(operation) + 1);
  }

  /** Both ends of a long text: states that grow differ at their ends. */
  private static String cut(String text) {
    return text.length() <= WIDEST
        ? text
        : text.substring(0, WIDEST / 2) + " … " + text.substring(text.length() - WIDEST / 2);
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
    Explanation<S> shrunk = witness.shrunk();
    Explanation<S> whole = witness.whole();
    boolean part = shrunk.operations().size() < whole.operations().size();
    out.append("<h2>").append(part ? SMALLEST : "The history").append("</h2>\n<p>");
    Page.escape(out, sentence());
    out.append("</p>\n").append(LEGEND);
    int due = shrunk.prefixes().get(0).due();
    figure(shrunk, due, Set.of()).html(out, "The operations that can't be explained, by process");
    refusals(out, shrunk.prefixes().get(0));
    if (part) {
      String where = telling.partition(witness.partition());
      out.append("<h2>Where it comes from: all operations");
      out.append(where.isEmpty() ? "" : " of ");
      Page.escape(out, where);
      out.append("</h2>\n<p class=\"hint\">").append(whole.exhaustive() ? LONGEST : NOT_PURSUED);
      out.append(" The part above is outlined.</p>\n");
      figure(
              whole,
              whole.exhaustive() ? whole.prefixes().get(0).due() : due,
              Set.copyOf(shrunk.operations()))
          .html(out, "All operations, by process");
    }
    StringBuilder words = new StringBuilder();
    text(words);
    out.append("<details><summary>In words</summary>\n<pre>");
    Page.escape(out, words);
    out.append("</pre></details>\n");
  }

  private Figure<S> figure(Explanation<S> explanation, int focus, Set<Integer> marked) {
    return new Figure<>(
        telling,
        explanation.operations(),
        explanation.prefixes(),
        explanation.exhaustive(),
        focus,
        marked);
  }

  private void refusals(Appendable out, Prefix<S> prefix) throws IOException {
    out.append("<p>After the steps that are dotted in blue, the state is <b>");
    Page.escape(out, Figure.cut(telling.state(prefix.state())));
    out.append("</b>. By time, one of these must take effect next:</p>\n<ul class=\"refused\">\n");
    for (Refusal refusal : prefix.refusals()) {
      boolean illegal = refusal.cause() == Cause.ILLEGAL;
      Telling.Told told = telling.operation(refusal.operation());
      out.append("<li class=\"").append(illegal ? "illegal" : "dead-end").append("\">process ");
      out.append(String.valueOf(told.process())).append(": <b>");
      Page.escape(out, Figure.cut(told.text()));
      out.append("</b>: ").append(illegal ? IMPOSSIBLE : DEAD_END).append("</li>\n");
    }
    out.append("</ul>\n");
  }
}
