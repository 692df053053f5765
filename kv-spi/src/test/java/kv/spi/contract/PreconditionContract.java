package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.spi.DeleteResult;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.Precondition;
import kv.spi.Precondition.VersionIn;
import kv.spi.Precondition.VersionNotIn;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Version;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every kind of precondition on every state of a key, for puts and deletes: a table. */
interface PreconditionContract extends StoreUnderTest {

  /** How the key of a row comes to be as it is. */
  enum State {
    NEVER_WRITTEN,
    DELETED,
    EXPIRED,
    PRESENT,
    OVERWRITTEN
  }

  /**
   * A precondition made from the last version that the key had, the current one where it is
   * present, and from one that it had before or that never was.
   */
  interface Condition {
    Precondition on(Version last, Version stale);
  }

  /** What a condition comes to on an absent and on a present key. */
  record Row(String name, Condition condition, boolean holdsOnAbsent, boolean holdsOnPresent) {}

  List<Row> TABLE =
      List.of(
          new Row("none", (last, stale) -> Precondition.none(), true, true),
          new Row("absent", (last, stale) -> Precondition.absent(), true, false),
          new Row("present", (last, stale) -> Precondition.present(), false, true),
          new Row("is last", (last, stale) -> Precondition.versionIs(last), false, true),
          new Row("is stale", (last, stale) -> Precondition.versionIs(stale), false, false),
          new Row("in both", (last, stale) -> new VersionIn(Set.of(last, stale)), false, true),
          new Row("in none", (last, stale) -> new VersionIn(Set.of()), false, false),
          new Row("not in last", (last, stale) -> notIn(false, last), false, false),
          new Row("not in last, or absent", (last, stale) -> notIn(true, last), true, false),
          new Row("not in stale", (last, stale) -> notIn(false, stale), false, true),
          new Row("not in stale, or absent", (last, stale) -> notIn(true, stale), true, true),
          new Row("not in both, or absent", (last, stale) -> notIn(true, last, stale), true, false),
          new Row("not in none", (last, stale) -> notIn(false), false, true),
          new Row("not in none, or absent", (last, stale) -> notIn(true), true, true));

  static Precondition notIn(boolean absentHolds, Version... versions) {
    return new VersionNotIn(Set.of(versions), absentHolds);
  }

  @TestFactory
  default List<DynamicTest> a_put_is_applied_if_and_only_if_its_precondition_holds() {
    return rows(this::checkPut);
  }

  @TestFactory
  default List<DynamicTest> a_delete_is_applied_if_and_only_if_its_precondition_holds() {
    return rows(this::checkDelete);
  }

  /** Checks one row on a key in one state. */
  interface Check {
    void on(Key key, Precondition condition, boolean holds, Optional<Version> current);
  }

  /** A key made ready for a row: the versions that its condition is made of. */
  record Ready(Row row, Key key, Version last, Version stale) {}

  private List<DynamicTest> rows(Check check) {
    requires(Feature.CONDITIONAL_WRITES);
    List<DynamicTest> tests = new ArrayList<>();
    for (State state : State.values()) {
      if (state != State.EXPIRED || offers(Feature.TIME_TO_LIVE)) {
        tests.add(dynamicTest(state.name(), () -> run(check, state)));
      }
    }
    return tests;
  }

  private void run(Check check, State state) {
    List<Ready> table = TABLE.stream().map(row -> ready(state, row)).toList();
    boolean present = state == State.PRESENT || state == State.OVERWRITTEN;
    for (Ready ready : table) {
      if (state == State.EXPIRED) {
        await("the key expires", () -> versionOf(ready.key()).isEmpty());
      }
      check.on(
          ready.key(),
          ready.row().condition().on(ready.last(), ready.stale()),
          present ? ready.row().holdsOnPresent() : ready.row().holdsOnAbsent(),
          present ? Optional.of(ready.last()) : Optional.empty());
    }
  }

  private Ready ready(State state, Row row) {
    Key key = key(state + "/" + row.name());
    Version neverMade = new Version("neverMade".repeat(7) + "~");
    return switch (state) {
      case NEVER_WRITTEN -> new Ready(row, key, new Version("0"), neverMade);
      case EXPIRED -> new Ready(row, key, write(key, "before", shortTimeToLive()), neverMade);
      case PRESENT -> new Ready(row, key, write(key, "before"), neverMade);
      case DELETED -> {
        Version last = write(key, "before");
        delete(key);
        yield new Ready(row, key, last, neverMade);
      }
      case OVERWRITTEN -> {
        Version stale = write(key, "before");
        yield new Ready(row, key, write(key, "before"), stale);
      }
    };
  }

  private void checkPut(Key key, Precondition condition, boolean holds, Optional<Version> current) {
    PutResult result = put(Put.of(key, StoreUnderTest.text("after")).when(condition));
    if (!holds) {
      assertThat(result).as("put, %s", key).isEqualTo(new PreconditionFailed(current));
      assertThat(versionOf(key)).as("version, %s", key).isEqualTo(current);
      assertThat(read(key)).as("value, %s", key).isEqualTo(current.map(version -> "before"));
      return;
    }
    Version version = StoreUnderTest.written(result);
    assertThat(versionOf(key)).hasValue(version);
    assertThat(version).isNotEqualTo(current.orElse(null));
    assertThat(read(key)).hasValue("after");
    if (offers(Feature.REPORTS_PREVIOUS)) {
      assertThat(((PutResult.Stored) result).previous())
          .isEqualTo(current.isPresent() ? Previous.PRESENT : Previous.ABSENT);
    }
  }

  private void checkDelete(
      Key key, Precondition condition, boolean holds, Optional<Version> current) {
    DeleteResult result = deleteIf(key, condition);
    if (!holds) {
      assertThat(result).as("delete, %s", key).isEqualTo(new PreconditionFailed(current));
      assertThat(versionOf(key)).as("version, %s", key).isEqualTo(current);
      return;
    }
    assertThat(versionOf(key)).as("deleted, %s", key).isEmpty();
    if (offers(Feature.REPORTS_PREVIOUS)) {
      assertThat(result)
          .isEqualTo(
              current.isPresent()
                  ? DeleteResult.Deleted.DELETED
                  : DeleteResult.NothingThere.NOTHING_THERE);
    }
  }
}
