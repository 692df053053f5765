package kv.consistency.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import kv.consistency.check.Limits;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of workloads that have no model: what they must find, and near misses. */
class ChecksBiteTest {
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(30), 1 << 28, false);

  @TempDir private Path directory;
  private final StringBuilder history = new StringBuilder();
  private int index;

  @Test
  void an_acknowledged_key_that_a_later_listing_lacks_is_an_error() throws IOException {
    add(0, 1);
    list(1, "[]");

    assertThat(conclusion("listing")).isEqualTo(Conclusion.INVALID);
  }

  @Test
  void a_key_whose_write_was_not_acknowledged_before_the_listing_may_be_missing()
      throws IOException {
    event(0, 0, "invoke", "add", "0", "1");
    event(0, 1, "invoke", "list", "0", "null");
    event(0, 0, "ok", "add", "0", "1");
    event(0, 1, "ok", "list", "0", "[]");
    list(1, "[1]");

    assertThat(conclusion("listing")).isEqualTo(Conclusion.VALID);
  }

  @Test
  void a_key_that_was_deleted_before_the_listing_must_not_be_shown() throws IOException {
    add(0, 1);
    event(0, 0, "invoke", "remove", "0", "1");
    event(0, 0, "ok", "remove", "0", "1");
    list(1, "[1]");

    assertThat(conclusion("listing")).isEqualTo(Conclusion.INVALID);
  }

  @Test
  void a_key_whose_delete_may_have_taken_effect_may_be_shown_or_not() throws IOException {
    add(0, 1);
    add(0, 2);
    add(0, 3);
    event(0, 0, "invoke", "remove", "0", "1");
    event(0, 0, "info", "remove", "0", "1");
    list(1, "[1,2,3]");
    list(1, "[2,3]");

    assertThat(conclusion("listing")).isEqualTo(Conclusion.VALID);
  }

  @Test
  void a_listing_that_shows_nothing_ever_says_nothing() throws IOException {
    list(1, "[]");

    assertThat(conclusion("listing")).isEqualTo(Conclusion.UNKNOWN);
  }

  @Test
  void a_value_that_is_gone_before_its_time_is_an_error() throws IOException {
    lives(3_000);
    read(1_500, "null");

    assertThat(conclusion("ttl")).isEqualTo(Conclusion.INVALID);
  }

  @Test
  void of_values_that_are_gone_before_their_time_the_first_is_told() throws IOException {
    lives(3_000);
    read(1_500, "null");
    read(1_600, "null");

    assertThat(results("ttl").get(0).sentence())
        .isEqualTo(
            "2 reads found a value gone too early, 0 too late there: key 1, to live 3000 ms,"
                + " written between 0 and 50 ms, was gone when read at 1500 ms");
  }

  @Test
  void a_value_that_is_there_long_after_its_time_is_an_error() throws IOException {
    lives(1_000);
    read(1_700, "true");

    assertThat(conclusion("ttl")).isEqualTo(Conclusion.INVALID);
  }

  @Test
  void about_the_end_of_its_time_a_value_may_be_there_or_gone() throws IOException {
    lives(1_000);
    read(500, "true");
    read(700, "null");
    read(1_300, "true");
    read(1_600, "null");

    assertThat(conclusion("ttl")).isEqualTo(Conclusion.VALID);
  }

  @Test
  void two_holders_at_a_time_are_an_error() throws IOException {
    grant(0, 7, 100, 300);
    grant(1, 8, 200, 400);

    assertThat(conclusion("lock")).isEqualTo(Conclusion.INVALID);
  }

  @Test
  void holders_one_after_another_with_growing_tokens_are_well() throws IOException {
    grant(0, 7, 100, 200);
    grant(1, 8, 300, 400);

    assertThat(conclusion("lock")).isEqualTo(Conclusion.VALID);
  }

  @Test
  void a_token_that_does_not_grow_is_an_error() throws IOException {
    grant(0, 8, 100, 200);
    grant(1, 7, 300, 400);

    assertThat(conclusion("lock")).isEqualTo(Conclusion.INVALID);
  }

  private void add(int process, int element) {
    event(0, process, "invoke", "add", "0", Integer.toString(element));
    event(0, process, "ok", "add", "0", Integer.toString(element));
  }

  private void list(int process, String elements) {
    event(0, process, "invoke", "list", "0", "null");
    event(0, process, "ok", "list", "0", elements);
  }

  /** Written between 0 and 50 ms. */
  private void lives(int millis) {
    event(0, 0, "invoke", "write", "1", Integer.toString(millis));
    event(50, 0, "ok", "write", "1", "null");
  }

  private void read(int at, String value) {
    event(at, 1, "invoke", "read", "1", "null");
    event(at + 5, 1, "ok", "read", "1", value);
  }

  /** Acquired and released at these milliseconds. */
  private void grant(int process, int token, int from, int to) {
    lock(from - 10, process, "invoke", "acquire", "null");
    lock(from, process, "ok", "acquire", Integer.toString(token));
    String grant = "[%d,%d]".formatted(token, Duration.ofMillis(from).toNanos());
    lock(Math.max(to, from), process, "invoke", "release", grant);
    lock(Math.max(to, from) + 5, process, "ok", "release", "null");
  }

  private void lock(int millis, int process, String type, String f, String value) {
    event(millis, process, type, f, "\"store\"", value);
  }

  private void event(int millis, int process, String type, String f, String key, String value) {
    history.append(
        "{\"index\":%d,\"time\":%d,\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"key\":%s,\"value\":%s}\n"
            .formatted(index++, Duration.ofMillis(millis).toNanos(), process, type, f, key, value));
  }

  private Conclusion conclusion(String workload) throws IOException {
    List<CheckResult> results = results(workload);
    for (Conclusion worst : List.of(Conclusion.INVALID, Conclusion.UNKNOWN, Conclusion.VALID)) {
      if (results.stream().anyMatch(result -> result.conclusion() == worst)) {
        return worst;
      }
    }
    throw new AssertionError("no result");
  }

  private List<CheckResult> results(String workload) throws IOException {
    Path file = directory.resolve("history.jsonl");
    String text =
        history
            .toString()
            .lines()
            .sorted(Comparator.comparing(ChecksBiteTest::time))
            .collect(Collectors.joining("\n"));
    Files.writeString(file, renumbered(text) + "\n");
    return Workloads.named(workload).orElseThrow().check(file, LIMITS);
  }

  private static long time(String line) {
    return Long.parseLong(line.replaceAll(".*\"time\":([0-9]+).*", "$1"));
  }

  private static String renumbered(String text) {
    StringBuilder renumbered = new StringBuilder();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      renumbered.append(line.replaceFirst("\"index\":[0-9]+", "\"index\":" + number++));
      renumbered.append('\n');
    }
    return renumbered.toString().stripTrailing();
  }
}
