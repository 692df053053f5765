package kv.consistency.transactions;

import static kv.consistency.transactions.Anomaly.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Consistency models of transactions: a lattice in which each model names the next weaker ones and
 * the anomalies that it forbids beyond theirs. What a model forbids in all follows: its own and its
 * weaker models' anomalies, and every special case of those.
 *
 * <p>The models and their order are those of Elle; from Adya (1999), Bailis et al. ("Highly
 * Available Transactions", 2013), Cerone et al. (2015), Liu et al. (update atomic, 2018), Daudjee
 * and Salem (strong session models, 2004 and 2006). Only anomalies that this package can find are
 * listed.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable
public enum ConsistencyModel {
  READ_UNCOMMITTED(
      "read-uncommitted", List.of(), G0, DUPLICATE_ELEMENTS, CYCLIC_VERSIONS, GARBAGE_READ),
  READ_COMMITTED("read-committed", List.of(READ_UNCOMMITTED), G1A, G1B, G1C),
  MONOTONIC_ATOMIC_VIEW("monotonic-atomic-view", List.of(READ_COMMITTED)),
  MONOTONIC_VIEW("monotonic-view", List.of(READ_COMMITTED)),
  MONOTONIC_SNAPSHOT_READ("monotonic-snapshot-read", List.of(READ_COMMITTED)),
  CURSOR_STABILITY("cursor-stability", List.of(READ_COMMITTED), LOST_UPDATE),
  CONSISTENT_VIEW("consistent-view", List.of(CURSOR_STABILITY, MONOTONIC_VIEW), G_SINGLE_ITEM),
  FORWARD_CONSISTENT_VIEW("forward-consistent-view", List.of(CONSISTENT_VIEW)),
  UPDATE_SERIALIZABLE("update-serializable", List.of(FORWARD_CONSISTENT_VIEW)),
  REPEATABLE_READ("repeatable-read", List.of(CURSOR_STABILITY, MONOTONIC_ATOMIC_VIEW), G2_ITEM),
  READ_ATOMIC("read-atomic", List.of(MONOTONIC_ATOMIC_VIEW), INTERNAL),
  CAUSAL_CERONE("causal-cerone", List.of(READ_ATOMIC)),
  PREFIX("prefix", List.of(CAUSAL_CERONE)),
  UPDATE_ATOMIC("update-atomic", List.of(READ_ATOMIC), LOST_UPDATE),
  PARALLEL_SNAPSHOT_ISOLATION("parallel-snapshot-isolation", List.of(CAUSAL_CERONE, UPDATE_ATOMIC)),
  SNAPSHOT_ISOLATION(
      "snapshot-isolation",
      List.of(
          FORWARD_CONSISTENT_VIEW, MONOTONIC_SNAPSHOT_READ, PARALLEL_SNAPSHOT_ISOLATION, PREFIX),
      G_NONADJACENT_ITEM),
  SERIALIZABLE("serializable", List.of(REPEATABLE_READ, SNAPSHOT_ISOLATION, UPDATE_SERIALIZABLE)),
  STRONG_SESSION_READ_UNCOMMITTED(
      "strong-session-read-uncommitted", List.of(READ_UNCOMMITTED), G0_PROCESS),
  STRONG_SESSION_READ_COMMITTED(
      "strong-session-read-committed",
      List.of(READ_COMMITTED, STRONG_SESSION_READ_UNCOMMITTED),
      G1C_PROCESS),
  STRONG_SESSION_SNAPSHOT_ISOLATION(
      "strong-session-snapshot-isolation",
      List.of(SNAPSHOT_ISOLATION, STRONG_SESSION_READ_COMMITTED),
      G_NONADJACENT_ITEM_PROCESS),
  STRONG_SESSION_SERIALIZABLE(
      "strong-session-serializable",
      List.of(SERIALIZABLE, STRONG_SESSION_SNAPSHOT_ISOLATION),
      G2_ITEM_PROCESS),
  STRONG_READ_UNCOMMITTED(
      "strong-read-uncommitted", List.of(STRONG_SESSION_READ_UNCOMMITTED), G0_REALTIME),
  STRONG_READ_COMMITTED(
      "strong-read-committed",
      List.of(STRONG_SESSION_READ_COMMITTED, STRONG_READ_UNCOMMITTED),
      G1C_REALTIME),
  STRONG_SNAPSHOT_ISOLATION(
      "strong-snapshot-isolation",
      List.of(STRONG_SESSION_SNAPSHOT_ISOLATION, STRONG_READ_COMMITTED),
      G_NONADJACENT_ITEM_REALTIME),
  /** Also called strong serializable. */
  STRICT_SERIALIZABLE(
      "strict-serializable",
      List.of(STRONG_SESSION_SERIALIZABLE, STRONG_SNAPSHOT_ISOLATION),
      G2_ITEM_REALTIME);

  private final String text;
  private final List<ConsistencyModel> weaker;
  private final List<Anomaly> forbids;

  ConsistencyModel(String text, List<ConsistencyModel> weaker, Anomaly... forbids) {
    this.text = text;
    this.weaker = weaker;
    this.forbids = List.of(forbids);
  }

  /** The name in the command's options and output. */
  public String text() {
    return text;
  }

  /** The model of the given name; {@code strong-serializable} is strict-serializable. */
  public static Optional<ConsistencyModel> ofText(String text) {
    if (text.equals("strong-serializable")) {
      return Optional.of(STRICT_SERIALIZABLE);
    }
    return Arrays.stream(values()).filter(model -> model.text.equals(text)).findFirst();
  }

  /** Whether every history that this model allows is one that the other allows. */
  public boolean implies(ConsistencyModel other) {
    return this == other || weaker.stream().anyMatch(next -> next.implies(other));
  }

  /** The anomalies that rule this model out. */
  public Set<Anomaly> forbidden() {
    Set<Anomaly> all = EnumSet.noneOf(Anomaly.class);
    for (Anomaly anomaly : Anomaly.values()) {
      if (isRuledOutBy(anomaly)) {
        all.add(anomaly);
      }
    }
    return all;
  }

  boolean isRuledOutBy(Anomaly anomaly) {
    return anomaly.closure().stream().anyMatch(forbids::contains)
        || weaker.stream().anyMatch(next -> next.isRuledOutBy(anomaly));
  }

  /** All models that the given anomalies rule out. */
  public static Set<ConsistencyModel> ruledOut(Set<Anomaly> anomalies) {
    Set<ConsistencyModel> out = EnumSet.noneOf(ConsistencyModel.class);
    for (ConsistencyModel model : values()) {
      if (anomalies.stream().anyMatch(model::isRuledOutBy)) {
        out.add(model);
      }
    }
    return out;
  }

  /** Those of the given models that imply no other of them. */
  public static Set<ConsistencyModel> weakest(Set<ConsistencyModel> models) {
    Set<ConsistencyModel> kept = EnumSet.noneOf(ConsistencyModel.class);
    for (ConsistencyModel model : models) {
      if (models.stream().noneMatch(other -> other != model && model.implies(other))) {
        kept.add(model);
      }
    }
    return kept;
  }

  /** Those of the given models that no other of them implies. */
  public static Set<ConsistencyModel> strongest(Set<ConsistencyModel> models) {
    Set<ConsistencyModel> kept = EnumSet.noneOf(ConsistencyModel.class);
    for (ConsistencyModel model : models) {
      if (models.stream().noneMatch(other -> other != model && other.implies(model))) {
        kept.add(model);
      }
    }
    return kept;
  }
}
