package kv.consistency.transactions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A history by hand, and the anomalies that a model must see in it. */
record AnomalyCase(
    String title,
    TransactionWorkload workload,
    ConsistencyModel model,
    VersionOrders assumed,
    Set<String> anomalies,
    String history) {

  /** The cases in {@code <workload>.cases}. */
  static List<AnomalyCase> of(TransactionWorkload workload) {
    List<AnomalyCase> cases = new ArrayList<>();
    String[] blocks = read(workload.text() + ".cases").split("(?m)^== ", -1);
    for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
      String[] parts = block.strip().split("\n", 3);
      String[] sides = (parts[1] + " ").split("=>", -1);
      List<String> words = List.of(sides[0].strip().split(" +", -1));
      Set<String> anomalies = new TreeSet<>(List.of(sides[1].strip().split(", *", -1)));
      anomalies.remove("");
      cases.add(
          new AnomalyCase(
              parts[0],
              workload,
              ConsistencyModel.ofText(words.get(0)).orElseThrow(),
              new VersionOrders(
                  words.contains("wfr"), words.contains("seq"), words.contains("lin")),
              anomalies,
              parts[2]));
    }
    return cases;
  }

  private static String read(String resource) {
    try (InputStream in = AnomalyCase.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return workload.text() + ": " + title;
  }
}
