package kv.consistency.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.check.Limits;
import kv.consistency.recording.Caller;
import kv.consistency.report.CheckResult;

/**
 * A kind of load, and what its history must show. Stateless; what a run needs is its {@link Load}.
 */
public interface Workload {

  /** The name on the command line. */
  String name();

  /** What it does, in a sentence. */
  String words();

  /** What it asks of a store beyond reads, writes and deletes. */
  Set<Need> needs();

  /** What a run does; made once a run. */
  Load load(Setup setup);

  /** The kinds of operation of which each must succeed in a run, or else it has tested nothing. */
  Set<String> functions(Setup setup);

  /** Verdicts on the history in {@code file}, which is JSON Lines. */
  List<CheckResult> check(Path file, Limits limits) throws IOException;

  /** Something that not every store offers. */
  enum Need {
    CONDITIONAL_WRITES,
    TIME_TO_LIVE,
    STORE_LOCK
  }

  /**
   * @param prefix of all keys: the run's own, so that nothing is left in it by another
   * @param conditionalWrites whether the store offers them
   * @param keys in use at a time
   * @param operationsPerKey after which a key is replaced by a new one, about
   */
  record Setup(String prefix, boolean conditionalWrites, int keys, int operationsPerKey) {}

  /** The load of one run, shared by the threads of all its clients. */
  interface Load {

    /** An operation, or a few, of one client. */
    void step(Caller caller, RandomGenerator random);

    /**
     * Reads, once all faults are healed, that show what is left; false where one is not answered.
     */
    boolean finish(Caller caller);
  }
}
