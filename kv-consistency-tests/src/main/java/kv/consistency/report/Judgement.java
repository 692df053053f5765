package kv.consistency.report;

/**
 * A conclusion seen from what the documentation claims, as a reader meets it: in words, and as the
 * style that colours it. Red is for a claim that is refuted; what says nothing is never green.
 */
record Judgement(String word, String style) {

  static Judgement of(Conclusion conclusion, Expectation expectation) {
    boolean weak = expectation == Expectation.ANOMALY;
    return switch (conclusion) {
      case VALID ->
          weak
              ? new Judgement("expected anomaly not found", "doubt")
              : new Judgement("valid", "valid");
      case INVALID ->
          weak
              ? new Judgement("the expected anomaly was found", "expected")
              : new Judgement("invalid", "invalid");
      case UNKNOWN -> new Judgement("unknown", "unknown");
      case BROKEN -> new Judgement("broken", "doubt");
    };
  }

  /** A single check may well hold where the run as a whole is expected to show an anomaly. */
  static Judgement ofCheck(Conclusion conclusion, Expectation expectation) {
    return switch (conclusion) {
      case VALID -> of(conclusion, Expectation.VALID);
      case INVALID -> new Judgement("invalid", of(conclusion, expectation).style());
      case UNKNOWN, BROKEN -> of(conclusion, expectation);
    };
  }

  /** What the conclusion means for the documentation. */
  static String meaning(Conclusion conclusion, Expectation expectation) {
    boolean weak = expectation == Expectation.ANOMALY;
    return switch (conclusion) {
      case VALID ->
          weak
              ? "This topology is documented as weak, but the run found nothing: it was too gentle,"
                  + " too short, or the documentation is too modest."
              : "As documented: nothing that this run saw breaks the contract.";
      case INVALID ->
          weak
              ? "As documented: this topology is known to be weak, and the run shows how."
              : "This refutes the documentation, which claims the contract for this topology.";
      case UNKNOWN -> "This run neither supports the documentation nor refutes it.";
      case BROKEN -> "The harness failed or tested nothing: this says nothing of the store.";
    };
  }
}
