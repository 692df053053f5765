package kv.consistency.run;

/** Where a run tells what it is doing. */
public interface Progress {

  /**
   * @param phase of the run
   * @param elapsed milliseconds since the phase began
   * @param ok operations so far that were applied
   * @param fail that were not
   * @param info that may or may not have been
   * @param fault what is being done to the processes, or nothing
   */
  void tell(String phase, long elapsed, long ok, long fail, long info, String fault);
}
