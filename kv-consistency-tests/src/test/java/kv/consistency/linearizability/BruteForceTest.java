package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker agrees with {@link BruteForce} on more than a million small histories. */
class BruteForceTest {

  private static final int HISTORIES_PER_MODEL = 100_000;
  private static final int BATCHES = 100;
  private static final int MOST_OPERATIONS = 8;
  private static final int WITNESS_EVERY = 32;
  private static final int FRONTIER_EVERY = 8;

  static Stream<Sampler<?, ?, ?>> samplers() {
    return Stream.concat(Sampler.all().stream(), Stream.of(Sampler.nondeterministic()));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void checker_agrees_with_all_permutations(Sampler<?, ?, ?> sampler) {
    int valid =
        IntStream.range(0, BATCHES).parallel().map(batch -> validInBatch(sampler, batch)).sum();
    assertThat(valid)
        .as("valid histories of %s", sampler)
        .isBetween(HISTORIES_PER_MODEL / 10, HISTORIES_PER_MODEL * 9 / 10);
  }

  private static <S, I, O> int validInBatch(Sampler<S, I, O> sampler, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomHistories<S, I, O> histories = new RandomHistories<>(sampler, random);
    CheckOptions options = CheckOptions.defaults().withParallelism(1).withLinearizations(true);
    Checker<S, I, O> checker = new Checker<>(sampler.model(), options.withWitness(false));
    Checker<S, I, O> explainer = new Checker<>(sampler.model(), options);
    int valid = 0;
    for (int k = 0; k < HISTORIES_PER_MODEL / BATCHES; k++) {
      List<Operation<I, O>> history = histories.next(1 + random.nextInt(MOST_OPERATIONS));
      boolean expected = isLinearizable(sampler.model(), history);
      if (k % FRONTIER_EVERY == 0) {
        verifyFrontier(sampler.model(), history, expected);
      }
      boolean explain = k % WITNESS_EVERY == 0;
      Verdict<S> verdict = (explain ? explainer : checker).check(history);
      if (expected) {
        valid++;
        if (!(verdict instanceof Verdict.Valid<S> found)) {
          throw new AssertionError(verdict + " but linearizable: " + history);
        }
        Linearizations.verify(sampler.model(), history, found.linearizations());
      } else {
        if (!(verdict instanceof Verdict.Invalid<S> found)) {
          throw new AssertionError(verdict + " but not linearizable: " + history);
        }
        if (explain) {
          verifyWitness(sampler.model(), history, found.witness());
        }
      }
    }
    return valid;
  }

  private static <S, I, O> void verifyFrontier(
      Model<S, I, O> model, List<Operation<I, O>> history, boolean expected) {
    Budget budget = new Budget(CheckOptions.defaults(), Long.MAX_VALUE, Long.MAX_VALUE);
    Partitions partitions = Partitions.of(model, history);
    List<Linearization<S>> found = new ArrayList<>();
    boolean legal = true;
    for (int p = 0; p < partitions.size(); p++) {
      Timeline timeline = Timeline.of(history, partitions.members().get(p));
      try (FrontierSearch<S, I, O> frontier =
          new FrontierSearch<>(model, history, timeline, budget, true)) {
        legal &= frontier.run(Long.MAX_VALUE / 2) == Search.Outcome.LEGAL;
        found.add(new Linearization<>(partitions.keys().get(p), frontier.steps()));
      } catch (Budget.Spent spent) {
        throw new AssertionError(spent);
      }
    }
    assertThat(legal).isEqualTo(expected);
    if (legal) {
      Linearizations.verify(model, history, found);
    }
  }

  /** Each partition on its own: what a history of several means is not for the checker to say. */
  private static <S, I, O> boolean isLinearizable(
      Model<S, I, O> model, List<Operation<I, O>> history) {
    Set<Object> partitions = new HashSet<>();
    history.forEach(operation -> partitions.add(model.partition(operation.input())));
    return partitions.stream()
        .allMatch(
            partition ->
                BruteForce.isLinearizable(
                    model,
                    history.stream()
                        .filter(operation -> model.partition(operation.input()).equals(partition))
                        .toList()));
  }

  private static <S, I, O> void verifyWitness(
      Model<S, I, O> model, List<Operation<I, O>> history, Witness<S> witness) {
    List<Operation<I, O>> shrunk = new ArrayList<>();
    witness.shrunk().operations().forEach(index -> shrunk.add(history.get(index)));
    assertThat(BruteForce.isLinearizable(model, shrunk)).as("shrunk to %s", shrunk).isFalse();
    assertThat(witness.whole().operations()).containsAll(witness.shrunk().operations());
    Linearizations.verifyPrefixes(model, history, witness.whole());
    Linearizations.verifyPrefixes(model, history, witness.shrunk());
  }
}
