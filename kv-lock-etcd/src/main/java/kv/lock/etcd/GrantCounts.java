package kv.lock.etcd;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import kv.spi.Figure;

/** How many locks this front end was granted, by how it came to them. */
final class GrantCounts {

  private static final String NAME = "lock.grants";
  private static final String DESCRIPTION =
      "Keys' locks granted: at once, handed over by the commit before, or asked for in turn";

  final LongAdder atOnce = new LongAdder();
  final LongAdder handedOver = new LongAdder();
  final LongAdder inTurn = new LongAdder();

  List<Figure> figures() {
    return List.of(
        figure("at-once", atOnce), figure("handed-over", handedOver), figure("in-turn", inTurn));
  }

  private static Figure figure(String how, LongAdder count) {
    return Figure.counter(NAME, DESCRIPTION, (double) count.sum()).with("how", how);
  }
}
