package kv.spi.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.ListQuery.Position;
import kv.spi.Row;
import kv.spi.Row.Deleted;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The store's contract tests find what is planted in a store that otherwise keeps the contract. */
class StoreContractBitesTest {

  private static final int MAX_VALUE_SIZE = 64 * 1024;

  enum Planted {
    LAST_ARRIVAL_WINS("a_row_with_a_lower_token_changes_nothing_whatever_it_is") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          protected boolean isAbove(Token token, Token current) {
            return true;
          }
        };
      }
    },
    EPOCHS_IGNORED("a_higher_epoch_beats_every_revision_of_a_lower_one") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          protected boolean isAbove(Token token, Token current) {
            return token.revision() > current.revision();
          }
        };
      }
    },
    ORIGIN_FORGOTTEN("a_repetition_keeps_the_token_that_it_came_from") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          public void write(Key key, Row row, Deadline deadline) {
            super.write(key, Row.of(row.token(), row.content()), deadline);
          }
        };
      }
    },
    BARE_TOMBSTONE("the_marker_of_a_delete_comes_back_and_leaves_nothing_of_what_was_there") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          public void write(Key key, Row row, Deadline deadline) {
            if (row.content() == Deleted.DELETED) {
              remove(key, row.token());
            } else {
              super.write(key, row, deadline);
            }
          }
        };
      }
    },
    REMOVES_WHAT_IS_NEWER("a_late_removal_leaves_what_is_newer") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          public synchronized void remove(Key key, Token token) {
            cells.remove(key);
          }
        };
      }
    },
    FORGETS_REMOVALS("a_late_write_of_what_was_removed_does_not_bring_it_back") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          public synchronized void remove(Key key, Token token) {
            if (read(key, false, Deadline.in(Duration.ofDays(1)))
                .row()
                .filter(row -> row.token().compareTo(token) <= 0)
                .isPresent()) {
              cells.remove(key);
            }
          }
        };
      }
    },
    EPOCH_AGAIN("an_identity_after_which_another_was_met_is_over_for_ever") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          private long last;
          private String current = "";

          @Override
          public synchronized OptionalLong epoch(String identity, Deadline deadline) {
            last += identity.equals(current) ? 0 : 1;
            current = identity;
            return OptionalLong.of(last);
          }
        };
      }
    },
    SIGNED_ORDER("keys_come_in_the_order_of_their_bytes_from_any_place") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          public synchronized List<Key> keys(
              Bytes prefix, Optional<Position> after, int atMost, Deadline deadline) {
            List<Key> keys = new ArrayList<>(super.keys(prefix, after, atMost, deadline));
            keys.sort((a, b) -> Arrays.compare(a.bytes().toArray(), b.bytes().toArray()));
            return keys;
          }
        };
      }
    },
    ANSWERS_OUT_OF_ORDER("many_keys_are_read_in_the_order_in_which_they_are_asked_for") {
      @Override
      TimestampedStore open() {
        return new ReferenceStore(MAX_VALUE_SIZE) {
          @Override
          public synchronized List<Reading> readAll(
              List<Key> keys, boolean values, Deadline deadline) {
            List<Key> sorted = new ArrayList<>(keys);
            Collections.sort(sorted);
            return super.readAll(sorted, values, deadline);
          }
        };
      }
    };

    private final String caughtBy;

    Planted(String caughtBy) {
      this.caughtBy = caughtBy;
    }

    abstract TimestampedStore open();
  }

  @ParameterizedTest
  @EnumSource(Planted.class)
  void a_planted_fault_fails_the_test_of_its_rule(Planted planted) {
    String[] parameters =
        planted.caughtBy.startsWith("keys_come") ? new String[] {"long"} : new String[0];
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("planted", planted.name())
        .selectors(selectMethod(Faulty.class, planted.caughtBy, String.join(",", parameters)))
        .execute()
        .testEvents()
        .assertThatEvents()
        .haveAtLeastOne(event(finishedWithFailure()));
  }

  static class Faulty extends TimestampedStoreContractTest {

    private Planted planted = Planted.LAST_ARRIVAL_WINS;

    @RegisterExtension
    final BeforeEachCallback configured =
        context ->
            planted =
                context.getConfigurationParameter("planted").map(Planted::valueOf).orElseThrow();

    @Override
    public TimestampedStore open() {
      return planted.open();
    }
  }
}
