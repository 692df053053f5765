package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of dependency cycle: Adya's phenomena on items, each also with process or realtime edges.
 *
 * @param dependencies which anti-dependencies the cycle may hold
 * @param order the client order whose edges it holds as well
 */
public record CycleType(Dependencies dependencies, ClientOrder order) {

  /** What a cycle holds besides client order, from the worst to the most subtle. */
  public enum Dependencies {
    /** Writes only. */
    G0,
    /** Writes and reads, at least one read: circular information flow. */
    G1C,
    /** Exactly one anti-dependency. */
    G_SINGLE,
    /** Several anti-dependencies, no two of them in succession. */
    G_NONADJACENT,
    /** Several anti-dependencies, two of them in succession. */
    G2
  }

  /** Which client order a cycle holds: realtime says more than process, process more than none. */
  public enum ClientOrder {
    NONE,
    PROCESS,
    REALTIME
  }

  /** All kinds, the worst first: data alone, then with process, then with realtime edges. */
  public static final List<CycleType> WORST_FIRST = worstFirst();

  private static List<CycleType> worstFirst() {
    List<CycleType> types = new ArrayList<>();
    for (ClientOrder order : ClientOrder.values()) {
      for (Dependencies dependencies : Dependencies.values()) {
        types.add(new CycleType(dependencies, order));
      }
    }
    return List.copyOf(types);
  }

  /** The kind of the cycle whose successive edges have the given relations. */
  static CycleType of(List<Relation> relations) {
    int rw = 0;
    boolean adjacent = false;
    boolean wr = false;
    ClientOrder order = ClientOrder.NONE;
    for (int i = 0; i < relations.size(); i++) {
      switch (relations.get(i)) {
        case WW -> {}
        case WR -> wr = true;
        case RW -> {
          rw++;
          adjacent |= relations.get((i + 1) % relations.size()) == Relation.RW;
        }
        case PROCESS -> order = order == ClientOrder.NONE ? ClientOrder.PROCESS : order;
        case REALTIME -> order = ClientOrder.REALTIME;
      }
    }
    if (rw == 1) {
      return new CycleType(Dependencies.G_SINGLE, order);
    }
    if (rw > 1) {
      return new CycleType(adjacent ? Dependencies.G2 : Dependencies.G_NONADJACENT, order);
    }
    return new CycleType(wr ? Dependencies.G1C : Dependencies.G0, order);
  }

  /**
   * Whether a cycle of this kind is also, by definition, one of the other kind: so that finding it
   * makes a search for the other superfluous. A lone anti-dependency counts as nonadjacent, and any
   * anti-dependencies as G2; G0 is a G1c, but neither is an anti-dependency cycle.
   */
  boolean implies(CycleType other) {
    return order.compareTo(other.order) <= 0
        && dependencies.compareTo(other.dependencies) <= 0
        && hasAntiDependency() == other.hasAntiDependency();
  }

  boolean hasAntiDependency() {
    return dependencies.compareTo(Dependencies.G_SINGLE) >= 0;
  }

  /** The relations that may be used any number of times, as bits. */
  int freely() {
    int base =
        switch (dependencies) {
          case G0 -> Relation.WW.bit();
          case G1C, G_SINGLE, G_NONADJACENT -> Relation.WW.bit() | Relation.WR.bit();
          case G2 -> Relation.WW.bit() | Relation.WR.bit() | Relation.RW.bit();
        };
    return switch (order) {
      case NONE -> base;
      case PROCESS -> base | Relation.PROCESS.bit();
      case REALTIME -> base | Relation.PROCESS.bit() | Relation.REALTIME.bit();
    };
  }

  /** The relation that every cycle of this kind holds, and at which the search for one begins. */
  Relation distinctive() {
    return switch (dependencies) {
      case G0 -> Relation.WW;
      case G1C -> Relation.WR;
      case G_SINGLE, G_NONADJACENT, G2 -> Relation.RW;
    };
  }
}
