package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Small random histories, about half of them linearizable: operations take effect at some moment of
 * theirs, as far as the model lets them, and then some outputs are made up.
 */
final class RandomHistories<S, I, O> {

  private static final int TRIES = 6;

  private final Sampler<S, I, O> sampler;
  private final SplittableRandom random;

  RandomHistories(Sampler<S, I, O> sampler, SplittableRandom random) {
    this.sampler = sampler;
    this.random = random;
  }

  /** A draft of an operation, with the moment at which it takes effect. */
  private final class Draft {
    private final int process;
    private final I input = sampler.input().apply(random);
    private final long call;
    private final long ret;
    private final double moment;
    private final boolean indeterminate = random.nextInt(6) == 0;
    private @Nullable O output;

    private Draft(int process, long earliest) {
      this.process = process;
      this.call = earliest + random.nextInt(3);
      this.ret = call + random.nextInt(5);
      long latest = indeterminate ? ret + random.nextInt(10) : ret;
      this.moment = call + random.nextDouble() * (latest - call);
    }

    private double moment() {
      return moment;
    }

    private O sampleOutput() {
      return sampler.output().apply(input, random);
    }

    private Operation<I, O> operation() {
      O answer = output;
      return indeterminate || answer == null
          ? Operation.indeterminate(process, input, call)
          : Operation.completed(process, input, answer, call, ret);
    }
  }

  List<Operation<I, O>> next(int size) {
    int clients = 1 + random.nextInt(4);
    long[] free = new long[clients];
    List<Draft> drafts = new ArrayList<>();
    for (int k = 0; k < size; k++) {
      int client = random.nextInt(clients);
      Draft draft = new Draft(k * clients + client, free[client]);
      free[client] = draft.ret + random.nextInt(2);
      drafts.add(draft);
    }
    takeEffect(drafts);
    for (int broken = random.nextInt(4) - 1; broken > 0; broken--) {
      Draft draft = drafts.get(random.nextInt(size));
      draft.output = draft.sampleOutput();
    }
    List<Operation<I, O>> history = new ArrayList<>();
    drafts.forEach(draft -> history.add(draft.operation()));
    shuffle(history);
    return history;
  }

  private void takeEffect(List<Draft> drafts) {
    S state = sampler.model().initial();
    List<Draft> byMoment = new ArrayList<>(drafts);
    byMoment.sort(Comparator.comparingDouble(Draft::moment));
    for (Draft draft : byMoment) {
      for (int tries = 0; tries < TRIES; tries++) {
        O output = draft.sampleOutput();
        draft.output = output;
        S next = sampler.model().step(state, draft.input, draft.indeterminate ? null : output);
        if (next != null) {
          state = draft.indeterminate && random.nextBoolean() ? state : next;
          break;
        }
      }
    }
  }

  private void shuffle(List<?> list) {
    for (int k = list.size() - 1; k > 0; k--) {
      Collections.swap(list, k, random.nextInt(k + 1));
    }
  }
}
