package kv.consistency.transactions;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import kv.consistency.transactions.graph.CycleType;
import kv.consistency.transactions.graph.CycleType.ClientOrder;

/**
 * What can be wrong with a history, and what each anomaly is a special case of.
 *
 * <p>Names are Elle's, without the colon. Cycles of anti-dependencies are called {@code -item} as
 * nothing here reads by predicate. Sources: Adya, "Weak Consistency" (1999) for G0 to G2; Cerone,
 * Bernardi and Gotsman, "A Framework for Transactional Consistency Models with Atomic Visibility"
 * (2015) for internal; Cerone and Gotsman, "Analysing Snapshot Isolation" (2016) for G-nonadjacent;
 * Kingsbury and Alvaro (2020) for the rest.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable
public enum Anomaly {
  G2_ITEM_REALTIME("G2-item-realtime"),
  G2_ITEM_PROCESS("G2-item-process", G2_ITEM_REALTIME),
  G2_ITEM("G2-item", G2_ITEM_PROCESS),
  G_NONADJACENT_ITEM_REALTIME("G-nonadjacent-item-realtime", G2_ITEM_REALTIME),
  G_NONADJACENT_ITEM_PROCESS(
      "G-nonadjacent-item-process", G_NONADJACENT_ITEM_REALTIME, G2_ITEM_PROCESS),
  G_NONADJACENT_ITEM("G-nonadjacent-item", G_NONADJACENT_ITEM_PROCESS, G2_ITEM),
  G_SINGLE_ITEM_REALTIME("G-single-item-realtime", G_NONADJACENT_ITEM_REALTIME),
  G_SINGLE_ITEM_PROCESS(
      "G-single-item-process", G_SINGLE_ITEM_REALTIME, G_NONADJACENT_ITEM_PROCESS),
  G_SINGLE_ITEM("G-single-item", G_SINGLE_ITEM_PROCESS, G_NONADJACENT_ITEM),
  G1C_REALTIME("G1c-realtime"),
  G1C_PROCESS("G1c-process", G1C_REALTIME),
  G1C("G1c", G1C_PROCESS),
  G0_REALTIME("G0-realtime", G1C_REALTIME),
  G0_PROCESS("G0-process", G0_REALTIME, G1C_PROCESS),
  G0("G0", G0_PROCESS, G1C),
  /** A committed transaction read what an aborted one wrote. */
  G1A("G1a"),
  /** A transaction read what another wrote and overwrote before it ended. */
  G1B("G1b"),
  /** A transaction contradicts its own reads or writes. */
  INTERNAL("internal"),
  /** A transaction read what it was yet to write: a cycle of one. */
  FUTURE_READ("future-read", G1C),
  /** A committed write was built upon an aborted one. */
  DIRTY_UPDATE("dirty-update", G1A),
  /** A list held an element twice, though it was appended once: perhaps a hidden retry. */
  DUPLICATE_ELEMENTS("duplicate-elements"),
  /** Two reads of a list fit no common order of appends: at least one was of an aborted state. */
  INCOMPATIBLE_ORDER("incompatible-order", G1A),
  /** Two committed transactions read the same version of an object, and both wrote it. */
  LOST_UPDATE("lost-update", G2_ITEM),
  /** The orders assumed of a register's versions contradict each other. */
  CYCLIC_VERSIONS("cyclic-versions"),
  /** A list held an element that nobody appended. */
  GARBAGE_READ("garbage-read"),
  /** Nothing relates any two transactions: the history can't show anything. */
  EMPTY_TRANSACTION_GRAPH("empty-transaction-graph"),
  /** A search for cycles was cut short before it decided, or never begun: whatever ran out. */
  CYCLE_SEARCH_TIMEOUT("cycle-search-timeout");

  private final String text;
  private final List<Anomaly> implied;

  Anomaly(String text, Anomaly... implied) {
    this.text = text;
    this.implied = List.of(implied);
  }

  /** The name in the command's output. */
  public String text() {
    return text;
  }

  /** Whether this says that nothing could be decided, rather than that something is wrong. */
  public boolean isIndecision() {
    return this == EMPTY_TRANSACTION_GRAPH || this == CYCLE_SEARCH_TIMEOUT;
  }

  /** This anomaly and all that it is a special case of. */
  public Set<Anomaly> closure() {
    Set<Anomaly> all = EnumSet.of(this);
    implied.forEach(weaker -> all.addAll(weaker.closure()));
    return all;
  }

  /** The anomaly that a cycle of the given kind is. */
  static Anomaly of(CycleType type) {
    return switch (type.dependencies()) {
      case G0 -> by(type.order(), G0, G0_PROCESS, G0_REALTIME);
      case G1C -> by(type.order(), G1C, G1C_PROCESS, G1C_REALTIME);
      case G_SINGLE ->
          by(type.order(), G_SINGLE_ITEM, G_SINGLE_ITEM_PROCESS, G_SINGLE_ITEM_REALTIME);
      case G_NONADJACENT ->
          by(
              type.order(),
              G_NONADJACENT_ITEM,
              G_NONADJACENT_ITEM_PROCESS,
              G_NONADJACENT_ITEM_REALTIME);
      case G2 -> by(type.order(), G2_ITEM, G2_ITEM_PROCESS, G2_ITEM_REALTIME);
    };
  }

  private static Anomaly by(
      ClientOrder order, Anomaly withoutOrder, Anomaly process, Anomaly realtime) {
    return switch (order) {
      case NONE -> withoutOrder;
      case PROCESS -> process;
      case REALTIME -> realtime;
    };
  }
}
