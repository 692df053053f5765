package kv.spi.locked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The steps of {@link LockedBackend} under every trouble that could be thought of. {@code
 * -Dkv.simulation.schedules=} and {@code -Dkv.simulation.first=} run others than usual.
 */
class ProtocolSimulationTest {

  private static final long MILLION = 1_000_000;
  private static final long SCHEDULES = Long.getLong("kv.simulation.schedules", MILLION / 4);
  private static final long FIRST = 2 * Long.getLong("kv.simulation.first", 0);

  private final Simulation simulation = new Simulation(Fault.NONE);

  @Test
  void all_schedules_keep_every_promise() {
    assertAllKept(FIRST, SCHEDULES);
  }

  @Test
  void all_schedules_without_read_repair_keep_every_promise() {
    assertAllKept(FIRST + 1, SCHEDULES);
  }

  @Test
  @Tag("nightly")
  void a_million_schedules_keep_every_promise() {
    assertAllKept(0, MILLION);
  }

  @Test
  @Tag("nightly")
  void a_million_schedules_without_read_repair_keep_every_promise() {
    assertAllKept(1, MILLION);
  }

  private void assertAllKept(long from, long schedules) {
    OptionalLong broken = simulation.firstBroken(from, from + 2 * schedules, 2);
    broken.ifPresent(seed -> fail(simulation.account(seed)));
  }

  @Test
  void a_schedule_is_made_of_its_seed_alone() {
    for (long seed = 0; seed < 200; seed++) {
      assertThat(simulation.account(seed)).isEqualTo(simulation.account(seed));
    }
  }
}
