package kv.http.attack;

import java.time.Duration;
import kv.http.wire.Attackable;

/** One way to treat a server badly. It ends by itself, and tells what it met. */
interface Attack {

  /**
   * How much of it.
   *
   * @param requests of attacks that send requests
   * @param connections of attacks that hold them
   * @param duration of attacks that last
   */
  record Extent(long requests, int connections, Duration duration, long seed) {}

  void run(Attackable target, Extent extent, Tally tally) throws Exception;
}
