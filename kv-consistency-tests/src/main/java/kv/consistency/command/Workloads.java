package kv.consistency.command;

import java.util.List;
import java.util.stream.Stream;

/** The workloads that {@code check} knows. */
final class Workloads {
  private final List<Workload> all = List.of(new ObjectWorkload(), new TransactionsWorkload());

  List<Workload> all() {
    return all;
  }

  Stream<String> names() {
    return all.stream().flatMap(workload -> workload.names().stream());
  }

  /** The workload of that name, which must be one of {@link #names}. */
  Workload named(String name) {
    return all.stream()
        .filter(workload -> workload.names().contains(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no workload " + name));
  }
}
