package kv.spi.locked;

import java.util.Optional;
import kv.spi.PutResult.Previous;
import kv.spi.Version;

/** How a write ended that was decided. */
sealed interface Ended {

  record Applied(Version version, Previous previous) implements Ended {}

  /** The precondition failed. */
  record NotMet(Optional<Version> current) implements Ended {}

  /** There was nothing to delete. */
  enum NothingThere implements Ended {
    NOTHING_THERE
  }
}
