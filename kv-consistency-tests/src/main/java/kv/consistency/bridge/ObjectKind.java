package kv.consistency.bridge;

import java.util.Locale;
import java.util.Optional;
import kv.consistency.model.Register.NilRead;

/** The kinds of object whose histories can be checked for linearizability. */
public enum ObjectKind {
  REGISTER,
  KV,
  SET,
  COUNTER,
  QUEUE,
  MUTEX,
  FENCED_LOCK;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name on the command line: {@code register}, {@code fenced-lock}, ... */
  public String text() {
    return text;
  }

  /** The kind of that name, if there is one. */
  public static Optional<ObjectKind> ofText(String text) {
    for (ObjectKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * How histories of this kind are read.
   *
   * @param nilRead what a register's read of nothing says; other kinds ignore it
   * @param silentCas what a register's failed cas says that has no error; other kinds ignore it
   */
  public Interpretation<?, ?, ?> interpretation(NilRead nilRead, SilentCas silentCas) {
    return switch (this) {
      case REGISTER -> new KeyedInterpretation<>(new RegisterInterpretation(nilRead, silentCas));
      case KV -> new KeyValueInterpretation();
      case SET -> new KeyedInterpretation<>(new SetInterpretation());
      case COUNTER -> new KeyedInterpretation<>(new CounterInterpretation());
      case QUEUE -> new KeyedInterpretation<>(new QueueInterpretation());
      case MUTEX -> new KeyedInterpretation<>(new MutexInterpretation());
      case FENCED_LOCK -> new KeyedInterpretation<>(new FencedLockInterpretation());
    };
  }
}
