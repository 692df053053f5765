package kv.spi;

/** How a delete ended that was decided; one that was not ends in a {@link KvException}. */
public sealed interface DeleteResult
    permits DeleteResult.Deleted, DeleteResult.NothingThere, PreconditionFailed {

  /**
   * Applied: the key has no value now. From a backend without {@link Feature#REPORTS_PREVIOUS} it
   * may have had none before.
   */
  enum Deleted implements DeleteResult {
    DELETED
  }

  /** Not applied: the key had no value, and the precondition, if any, held nevertheless. */
  enum NothingThere implements DeleteResult {
    NOTHING_THERE
  }
}
