package kv.spi;

/** Whether a part of the store can serve calls now. */
public sealed interface Health {

  /** It can, as far as it knows. */
  enum Up implements Health {
    UP
  }

  /**
   * It can't.
   *
   * @param reason what is wrong, for an operator; no secrets
   */
  record Down(String reason) implements Health {}
}
