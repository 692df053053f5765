package kv.spi.locked;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The simulation finds what is planted: each piece of the protocol is needed, and is missed. */
class PlantedFaultsTest {

  private static final long AT_MOST = 500_000;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void the_simulation_finds_it(Fault fault) {
    assertThat(new Simulation(fault).firstBroken(0, AT_MOST, 1)).as("a seed").isPresent();
  }

  @Test
  void read_repair_does_not_make_up_for_what_is_not_written_again() {
    Simulation simulation = new Simulation(Fault.NOTHING_REWRITTEN);
    assertThat(simulation.firstBroken(0, AT_MOST, 2)).as("an even seed").isPresent();
  }
}
