package kv.spi;

/** How a put ended that was decided; one that was not ends in a {@link KvException}. */
public sealed interface PutResult permits PutResult.Stored, PreconditionFailed {

  /** Applied. */
  record Stored(Version version, Previous previous) implements PutResult {}

  /** What a put found under its key. */
  enum Previous {
    ABSENT,
    PRESENT,
    /** The backend did not look, since it lacks {@link Feature#REPORTS_PREVIOUS}. */
    NOT_KNOWN
  }
}
