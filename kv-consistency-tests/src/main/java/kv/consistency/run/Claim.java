package kv.consistency.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kv.consistency.report.Expectation;

/**
 * What is claimed of a topology under a workload and faults: a line of {@code claims.txt}, from
 * which the page of claims is made, and by which runs are judged.
 *
 * @param workloads that it is about; all, if empty
 * @param faults of which any makes it apply; {@code none}: where there are none; if empty, whatever
 *     the faults are
 * @param expectation of a run; none: nothing is claimed
 * @param words the claim itself
 */
public record Claim(
    String topology,
    List<String> workloads,
    List<String> faults,
    Optional<Expectation> expectation,
    String words) {
  private static final String ANY = "*";

  /** Applies where there are no faults. */
  private static final List<String> NONE = List.of("none");

  public Claim {
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
  }

  /** All claims, in the order of the file: the first that fits is the one that counts. */
  public static List<Claim> all() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    Claim.class.getResourceAsStream("claims.txt"), "claims.txt in the jar"),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Claim::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a run must come to, if anything is claimed of it. */
  public static Optional<Expectation> expectation(
      String topology, String workload, Collection<String> faults) {
    return all().stream()
        .filter(claim -> claim.fits(topology, workload, faults))
        .findFirst()
        .flatMap(Claim::expectation);
  }

  private boolean fits(String about, String workload, Collection<String> under) {
    return topology.equals(about)
        && (workloads.isEmpty() || workloads.contains(workload))
        && (faults.isEmpty()
            || (faults.equals(NONE) ? under.isEmpty() : faults.stream().anyMatch(under::contains)));
  }

  private static Claim parse(String line) {
    String[] fields = line.split("\\|", -1);
    if (fields.length != 5) {
      throw new IllegalStateException("not a claim: " + line);
    }
    return new Claim(
        fields[0].strip(),
        list(fields[1]),
        list(fields[2]),
        switch (fields[3].strip()) {
          case "valid" -> Optional.of(Expectation.VALID);
          case "anomaly" -> Optional.of(Expectation.ANOMALY);
          case "nothing" -> Optional.empty();
          default -> throw new IllegalStateException("not a claim: " + line);
        },
        fields[4].strip());
  }

  private static List<String> list(String field) {
    return field.strip().equals(ANY)
        ? List.of()
        : Arrays.stream(field.split(",")).map(String::strip).toList();
  }
}
