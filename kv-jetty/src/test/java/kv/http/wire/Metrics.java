package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What {@code /metrics} says at one moment (Prometheus's text format). */
record Metrics(List<String> lines) {

  static Metrics of(Http http) {
    return new Metrics(Http.text(http.get("/metrics")).lines().toList());
  }

  /** How many calls of an operation ended in an outcome. */
  double calls(String operation, String outcome) {
    List<Double> counts = samples("kv_calls_seconds_count{", operation, outcome);
    assertThat(counts).as("%s %s", operation, outcome).hasSize(1);
    return counts.get(0);
  }

  /** The counts of its histogram, each of all calls up to a duration. */
  List<Double> bucketsUpTo(String operation, String outcome) {
    return samples("kv_calls_seconds_bucket{", operation, outcome);
  }

  /** The value of a meter without tags. */
  double value(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(Metrics::valueOf)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  private List<Double> samples(String start, String operation, String outcome) {
    List<Double> samples = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(start)
          && line.contains("operation=\"" + operation + '"')
          && line.contains("outcome=\"" + outcome + '"')) {
        samples.add(valueOf(line));
      }
    }
    return samples;
  }

  private static double valueOf(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
