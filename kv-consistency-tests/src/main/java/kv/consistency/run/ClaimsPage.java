package kv.consistency.run;

import java.util.List;
import java.util.stream.Collectors;
import kv.consistency.fault.Fault;
import kv.consistency.fault.Faults;
import kv.consistency.report.Expectation;
import kv.consistency.topology.Topology;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workloads;

/**
 * The page {@code docs/consistency.md}: what is claimed of each topology, made of the same lines by
 * which runs are judged, so that the claim and its test can't part.
 */
public final class ClaimsPage {
  private ClaimsPage() {}

  /** The page, as Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("# What is claimed, and tested\n\n")
        .append(
            "<!-- Made by `kv-consistency claims` of claims.txt; ConsistencyPageTest holds it to that. -->\n\n")
        .append(
            "Every line below is what runs of the harness are judged by ([harness.md](harness.md)): ")
        .append(
            "`kv-consistency matrix`\nruns them all. *Valid* is a claim that a run may refute; ")
        .append("*anomaly* is a weakness that a run must show, or else it was too gentle.\n\n")
        .append(
            "| topology | workloads | faults | a run must be | what is claimed |\n|---|---|---|---|---|\n");
    for (Claim claim : Claim.all()) {
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  claim.topology(),
                  words(claim.workloads(), "any that fits"),
                  words(claim.faults(), "any, or none"),
                  claim.expectation().map(ClaimsPage::words).orElse("anything"),
                  claim.words()));
    }
    page.append(
        "\nThe first line that fits a run counts. What no line is about is not claimed.\n\n## Topologies\n\n| | |\n|---|---|\n");
    for (Topology topology : Topology.all()) {
      page.append("| `%s` | %s |\n".formatted(topology.name(), topology.words()));
    }
    page.append("\n## Workloads\n\n| | |\n|---|---|\n");
    for (Workload workload : Workloads.all()) {
      page.append("| `%s` | %s |\n".formatted(workload.name(), workload.words()));
    }
    page.append("\n## Faults\n\n| | |\n|---|---|\n");
    for (Fault fault : Faults.all()) {
      page.append("| `%s` | %s |\n".formatted(fault.name(), fault.words()));
    }
    return page.toString();
  }

  private static String words(Expectation expectation) {
    return expectation == Expectation.ANOMALY ? "invalid: *anomaly*" : "valid";
  }

  private static String words(List<String> names, String any) {
    return names.isEmpty()
        ? any
        : names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
