package kv.consistency.report;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the pictures show, as tables that can be read, copied and listened to. */
record RunTables(Html out, RunResult result) {
  private static final int MOST = 500;

  void operations(List<FunctionFigures> figures) throws IOException {
    Map<String, FunctionFigures> byName = new TreeMap<>();
    for (FunctionFigures figure : figures) {
      byName.put(figure.name(), figure);
    }
    Set<String> names = new LinkedHashSet<>(result.operations().keySet());
    names.addAll(byName.keySet());
    out.raw("<section>\n<h2>In numbers</h2>\n");
    out.table(
        "Operations and how they ended; latencies of all that ended",
        List.of("Operation", "ok", "fail", "unknown", "p50", "p95", "p99", "slowest"));
    for (String name : names) {
      FunctionFigures figure = byName.get(name);
      OutcomeCounts counts = result.operations().get(name);
      if (counts == null) {
        counts = figure == null ? new OutcomeCounts(0, 0, 0) : figure.counts();
      }
      Quantiles latencies = figure == null ? Quantiles.NONE : figure.quantiles();
      out.raw("<tr>").element("th scope=\"row\"", name);
      number(Html.count(counts.ok()));
      number(Html.count(counts.fail()));
      number(Html.count(counts.info()));
      number(Html.time(latencies.p50()));
      number(Html.time(latencies.p95()));
      number(Html.time(latencies.p99()));
      number(Html.time(latencies.max()));
      out.raw("</tr>\n");
    }
    out.endTable();
  }

  private void number(String text) throws IOException {
    out.element("td class=\"number\"", text);
  }

  void faults(Recording recording) throws IOException {
    if (result.faults().isEmpty() && recording.faults().isEmpty()) {
      out.element("p", "No faults were injected.").raw("</section>\n");
      return;
    }
    if (!result.faults().isEmpty()) {
      out.table("Faults, and how many had an effect", List.of("Fault", "injected", "effective"));
      for (Map.Entry<String, FaultCounts> fault : result.faults().entrySet()) {
        out.raw("<tr>").element("th scope=\"row\"", fault.getKey());
        number(Html.count(fault.getValue().injected()));
        number(Html.count(fault.getValue().effective()));
        out.raw("</tr>\n");
      }
      out.endTable();
    }
    if (!recording.faults().isEmpty()) {
      list(recording.faults());
    }
    out.raw("</section>\n");
  }

  private void list(List<Fault> faults) throws IOException {
    List<Fault> listed = faults.subList(0, Math.min(MOST, faults.size()));
    String caption = "When each began, and how long it took to have an effect and to be over";
    if (listed.size() < faults.size()) {
      caption += "; the first " + MOST + " of " + faults.size();
    }
    out.table(
        caption, List.of("Fault", "On", "Began", "Effective after", "Over after", "In words", ""));
    for (int i = 0; i < listed.size(); i++) {
      Fault fault = listed.get(i);
      boolean over = fault.end() != Fault.NEVER;
      boolean effective = fault.effective() != Fault.NEVER;
      out.raw("<tr>").element("th scope=\"row\"", fault.kind());
      out.element("td", String.join(", ", fault.on()));
      number(Html.time(fault.begin()));
      number(effective ? Html.time(fault.effective() - fault.begin()) : "no effect seen");
      number(
          over
              ? Html.time(fault.end() - fault.begin()) + (fault.failed() ? ", failed" : "")
              : "not in this history");
      out.element("td", fault.words());
      out.raw("<td><button type=\"button\" data-fault=\"" + i + "\" aria-label=\"Show ");
      out.text(fault.kind())
          .raw(" at " + Html.time(fault.begin()) + "\">Show</button></td></tr>\n");
    }
    out.endTable();
  }
}
