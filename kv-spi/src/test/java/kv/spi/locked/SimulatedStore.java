package kv.spi.locked;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.Token;
import org.jspecify.annotations.Nullable;

/**
 * Three replicas in which the highest token wins, written and read at a quorum: messages to each
 * are lost, late and reordered one by one, and a read repairs what it finds behind before it
 * answers. Epochs are given by compare and set, in one step.
 */
final class SimulatedStore {

  private static final int REPLICAS = 3;
  private static final int APART = 0;

  private final World world;
  private final Cells[][] replicas;
  private final Map<String, Long> epochs = new HashMap<>();
  private String lastMet = "";
  private long lastEpoch;

  SimulatedStore(World world, int keys) {
    this.world = world;
    this.replicas = new Cells[keys][REPLICAS];
    for (Cells[] replicasOfKey : replicas) {
      Arrays.fill(replicasOfKey, Cells.NONE);
    }
  }

  long lastEpoch() {
    return lastEpoch;
  }

  /** Whether enough replicas get it in time, as far as it is known now. */
  boolean write(Call call, int key, Row row) {
    Cells cells =
        world.has(Fault.DELETED_BY_A_BARE_TOMBSTONE) && Values.isDelete(row)
            ? Cells.ofRemoval(row.token())
            : Cells.of(row);
    Acks acks = new Acks(call, world.has(Fault.ONE_REPLICA_WRITES) ? 1 : 2, Command.Ok.OK);
    int inTime = inTime();
    int first = first(inTime);
    for (int i = 0; i < REPLICAS; i++) {
      int replica = (first + i) % REPLICAS;
      if (i < inTime) {
        send(key, replica, cells, acks);
      } else if (world.any(2) == 0) {
        world.agenda.in(
            world.between(World.TIMEOUT / 2, World.LATEST), () -> apply(key, replica, cells));
      }
    }
    return inTime > 1;
  }

  /** How many replicas get a write without further trouble. */
  private int inTime() {
    if (world.happens(world.trouble().partial())) {
      return world.any(4) == 0 ? 0 : 1;
    }
    return world.happens(world.trouble().straggling()) ? REPLICAS - 1 : REPLICAS;
  }

  /** The replica that is served first. */
  private int first(int inTime) {
    if (!world.trouble().apart()) {
      return world.any(REPLICAS);
    }
    return inTime == REPLICAS - 1 ? APART + 1 : APART;
  }

  void mark(int key, Token token) {
    sendToAll(key, Cells.ofMark(token));
  }

  void remove(int key, Token token) {
    sendToAll(key, Cells.ofRemoval(token));
  }

  private void sendToAll(int key, Cells cells) {
    for (int replica = 0; replica < REPLICAS; replica++) {
      send(key, replica, cells, null);
    }
  }

  private void send(int key, int replica, Cells cells, @Nullable Acks acks) {
    world.send(
        () -> {
          apply(key, replica, cells);
          if (acks != null && !acks.call.isOver()) {
            world.send(acks::add);
          }
        });
  }

  private void apply(int key, int replica, Cells cells) {
    Cells before = replicas[key][replica];
    replicas[key][replica] =
        world.has(Fault.LAST_ARRIVAL_WINS) ? before.overwrittenBy(cells) : before.with(cells);
    world.note(() -> "  replica %d of key %d: %s".formatted(replica, key, replicas[key][replica]));
  }

  void read(Call call, int key, boolean values) {
    Replies replies = new Replies(call, key, values);
    boolean scattered = world.happens(world.trouble().scattered());
    for (int i = 0; i < REPLICAS; i++) {
      int replica = i;
      Runnable arrival =
          () -> {
            Cells found = replicas[key][replica];
            if (!call.isOver()) {
              world.send(() -> replies.add(replica, found));
            }
          };
      if (scattered) {
        world.sendInTime(arrival);
      } else {
        world.send(arrival);
      }
    }
  }

  OptionalLong epoch(String identity) {
    if (world.has(Fault.TOKENS_RESTART)) {
      return OptionalLong.of(1);
    }
    Long known = epochs.get(identity);
    if (known != null && !(world.has(Fault.EPOCHS_GIVEN_AGAIN) && !identity.equals(lastMet))) {
      return known == lastEpoch ? OptionalLong.of(known) : OptionalLong.empty();
    }
    lastMet = identity;
    epochs.put(identity, ++lastEpoch);
    world.note(() -> "  %s has epoch %d".formatted(identity, lastEpoch));
    return OptionalLong.of(lastEpoch);
  }

  /** Those of a quorum write. */
  private static final class Acks {
    private final Call call;
    private final Object answer;
    private int missing;

    private Acks(Call call, int missing, Object answer) {
      this.call = call;
      this.missing = missing;
      this.answer = answer;
    }

    private void add() {
      if (--missing == 0) {
        call.answer(answer);
      }
    }
  }

  /** Those of a quorum read. */
  private final class Replies {
    private final Call call;
    private final int key;
    private final boolean values;
    private int first = -1;
    private Cells found = Cells.NONE;
    private boolean complete;

    private Replies(Call call, int key, boolean values) {
      this.call = call;
      this.key = key;
      this.values = values;
    }

    private void add(int replica, Cells cells) {
      if (complete || call.isOver()) {
        return;
      }
      if (world.has(Fault.ONE_REPLICA_READS)) {
        complete = true;
        call.answer(answer(cells));
      } else if (first < 0) {
        first = replica;
        found = cells;
      } else {
        complete = true;
        merge(replica, cells);
      }
    }

    private void merge(int second, Cells cells) {
      Cells merged = found.with(cells);
      boolean firstLacks = !merged.equals(found);
      boolean secondLacks = !merged.equals(cells);
      Reading answer = answer(merged);
      if (!world.trouble().repairs() || !(firstLacks || secondLacks)) {
        call.answer(answer);
        return;
      }
      Acks acks = new Acks(call, firstLacks && secondLacks ? 2 : 1, answer);
      if (firstLacks) {
        send(key, first, merged, acks);
      }
      if (secondLacks) {
        send(key, second, merged, acks);
      }
    }

    private Reading answer(Cells cells) {
      Reading whole = cells.reading();
      return values || whole.row().isEmpty()
          ? whole
          : new Reading(whole.row().map(Values::without), whole.mark());
    }
  }
}
