package kv.consistency.workload;

import java.util.List;
import java.util.Optional;

/** All workloads. */
public final class Workloads {
  private static final List<Workload> ALL =
      List.of(
          new RegisterWorkload(),
          new SetWorkload(),
          new ListAppendWorkload(),
          new RwRegisterWorkload(),
          new LockWorkload(),
          new TimeToLiveWorkload(),
          new ListingWorkload());

  private Workloads() {}

  public static List<Workload> all() {
    return ALL;
  }

  public static Optional<Workload> named(String name) {
    return ALL.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }
}
