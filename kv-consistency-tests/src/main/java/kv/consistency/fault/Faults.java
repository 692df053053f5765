package kv.consistency.fault;

import java.util.List;
import java.util.Optional;

/** All faults. */
public final class Faults {
  private static final List<Fault> ALL =
      List.of(
          new KillFault(),
          new PauseFault(),
          new LeaseFault(),
          new LockServiceFault(),
          new RestartFault(),
          new PartitionFault(),
          new LossFault(),
          new SlowFault(),
          new ClockFault());

  private Faults() {}

  public static List<Fault> all() {
    return ALL;
  }

  public static Optional<Fault> named(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
  }
}
