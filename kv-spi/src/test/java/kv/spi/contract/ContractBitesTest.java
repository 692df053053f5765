package kv.spi.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import kv.spi.Feature;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider.Context;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contract tests find what is planted in a backend that otherwise keeps the contract. */
class ContractBitesTest {

  private static final String PLANTED = "planted";

  /** A fault, what it is said not to offer, and the test whose rule it breaks. */
  record Planted(
      String name, Function<Context, KvBackend> backend, Set<Feature> lacking, String caughtBy) {

    Planted(String name, Function<Context, KvBackend> backend, String caughtBy) {
      this(name, backend, Set.of(), caughtBy);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Planted> FAULTS =
      List.of(
          new Planted(
              "check then act",
              Faults.CheckThenAct::new,
              "of_many_puts_at_one_version_exactly_one_is_applied"),
          new Planted(
              "versions per key",
              Faults.VersionsPerKey::new,
              "a_version_is_not_used_again_after_a_delete"),
          new Planted(
              "versions by key",
              Faults.VersionsByKey::new,
              "a_write_of_an_equal_value_makes_a_new_version"),
          new Planted(
              "signed order",
              Faults.SignedOrder::new,
              "keys_are_listed_in_the_order_of_their_unsigned_bytes"),
          new Planted(
              "string order",
              Faults.StringOrder::new,
              "keys_beyond_the_basic_multilingual_plane_are_listed_by_utf8_not_utf16"),
          new Planted(
              "loses at page edge",
              Faults.LosesAtPageEdge::new,
              "a_position_whose_key_is_gone_is_still_a_place"),
          new Planted(
              "never expires",
              Faults.NeverExpires::new,
              "an_entry_does_not_expire_early_and_does_expire"),
          new Planted(
              "expires early",
              Faults.ExpiresEarly::new,
              "an_entry_does_not_expire_early_and_does_expire"),
          new Planted(
              "keeps time to live",
              Faults.KeepsTimeToLive::new,
              "a_put_without_a_time_to_live_clears_it"),
          new Planted(
              "unconditional delete",
              Faults.UnconditionalDelete::new,
              "of_many_deletes_at_one_version_exactly_one_is_applied"),
          new Planted(
              "empty is absent", Faults.EmptyIsAbsent::new, "an_empty_value_is_not_an_absent_one"),
          new Planted(
              "forgets media type",
              Faults.ForgetsMediaType::new,
              "a_value_of_all_bytes_comes_back_with_its_media_type"),
          new Planted(
              "weakens instead of refusing",
              Faults.WeakensInsteadOfRefusing::new,
              Set.of(Feature.LISTING),
              "listing_is_refused_where_it_is_not_offered"),
          new Planted(
              "claims too much",
              ReferenceBackend::new,
              Set.of(Feature.LISTING),
              "what_it_declares_is_what_these_tests_expect_of_it"),
          new Planted(
              "stale head", Faults.StaleHead::new, "head_tells_what_get_tells_after_every_write"),
          new Planted(
              "leaks thread", Faults.LeaksThread::new, "a_closed_store_leaves_no_thread_behind"));

  static List<Planted> faults() {
    return FAULTS;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_planted_fault_fails_the_test_of_its_rule(Planted planted) {
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter(PLANTED, planted.name())
        .selectors(selectMethod(Faulty.class, planted.caughtBy()))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.started(1).failed(1));
  }

  /** The contract of the backend whose fault is configured, on a clock that only polling moves. */
  static class Faulty extends KvBackendContractTest {

    private final AtomicLong clock = new AtomicLong();
    private Planted planted = FAULTS.get(0);

    @RegisterExtension
    final BeforeEachCallback configured =
        context ->
            planted =
                FAULTS.stream()
                    .filter(
                        fault ->
                            context
                                .getConfigurationParameter(PLANTED)
                                .equals(Optional.of(fault.name())))
                    .findFirst()
                    .orElseThrow();

    @Override
    public KvBackend open() {
      Context system = context(Map.of());
      return planted
          .backend()
          .apply(new Context(system.settings(), system.clock(), clock::get, maxValueSize()));
    }

    @Override
    public boolean offers(Feature feature) {
      return !planted.lacking().contains(feature);
    }

    @Override
    public long nanoTime() {
      return clock.get();
    }

    @Override
    public void letTimePass(Duration atMost) {
      clock.addAndGet(atMost.toNanos());
    }
  }
}
