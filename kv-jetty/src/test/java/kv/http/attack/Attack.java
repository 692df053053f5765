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
   * @param rate of attacks that send messages, a second; 0 for as many as it can
   */
  record Extent(long requests, int connections, Duration duration, long seed, int rate) {}

  void run(Attackable target, Extent extent, Tally tally) throws Exception;
}
