package kv.spi.locked;

import java.time.Instant;
import java.time.InstantSource;

/** A server: what its calls share, and whether it runs. Its steps are the ones of production. */
final class FrontEnd {

  private final World world;
  private final SimulatedLockService locks;
  private final int number;
  private final int skew;
  private Reader reader;
  private Writer writer;
  private int incarnation;
  private long pausedUntil;
  private long lastReading;

  /**
   * @param skew ticks that its clock is ahead
   */
  FrontEnd(World world, SimulatedLockService locks, int number, int skew) {
    this.world = world;
    this.locks = locks;
    this.number = number;
    this.skew = skew;
    InstantSource clock = this::instant;
    Holding holding = new Holding(new Lives(), clock);
    this.reader = new Reader(new Lives(), holding, clock);
    this.writer = new Writer(holding, reader);
    start();
  }

  private void start() {
    Lives lives = new Lives();
    Holding holding = new Holding(lives, this::instant);
    reader = new Reader(lives, holding, this::instant);
    writer = new Writer(holding, reader);
  }

  Instant instant() {
    return Instant.ofEpochMilli(world.agenda.now() + skew);
  }

  /** Never the same twice, as of a clock of high resolution. */
  long clockReading() {
    lastReading = Math.max(lastReading + 1, (world.agenda.now() + skew + 1) << 4);
    return lastReading;
  }

  Reader reader() {
    return reader;
  }

  Writer writer() {
    return writer;
  }

  /** How often it died. */
  int incarnation() {
    return incarnation;
  }

  long pausedUntil() {
    return pausedUntil;
  }

  void pause() {
    pausedUntil = world.agenda.now() + world.between(World.TIMEOUT / 2, World.LATEST);
    world.note(() -> "%s stands still until %d".formatted(this, pausedUntil));
    locks.stopRenewing(this, pausedUntil);
  }

  void crash() {
    world.note(() -> this + " dies");
    locks.stopRenewing(this, Long.MAX_VALUE);
    incarnation++;
    start();
  }

  @Override
  public String toString() {
    return "front end " + number;
  }
}
