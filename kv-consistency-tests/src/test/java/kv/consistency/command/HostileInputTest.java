package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, the command names the line, and neither crashes nor hangs. */
class HostileInputTest {

  private static Run check(String format, byte[] input) {
    return Run.of(input, "check", "--format", format, "-");
  }

  private static void assertRejected(Run run) {
    assertThat(run.code()).as(run.toString()).isEqualTo(65);
    assertThat(run.err())
        .startsWith("-: unreadable: line ")
        .doesNotContain("\tat ", "Exception", "Error:");
    assertThat(run.err().length()).isLessThan(400);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 10_000, 1_000_000})
  void deep_nesting_is_rejected(int depth) {
    String json =
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":" + "[".repeat(depth);
    assertRejected(check("jsonl", json.getBytes(StandardCharsets.UTF_8)));
    for (String open : new String[] {"[", "{", "(", "#{", "{1 ", "#a ", "#_", "[#_["}) {
      String edn = "{:process 0 :type :invoke :f :write :value " + open.repeat(depth);
      assertRejected(check("edn", edn.getBytes(StandardCharsets.UTF_8)));
      assertRejected(check("edn", open.repeat(depth).getBytes(StandardCharsets.UTF_8)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1%s", "-1%s", "1.%s", "1%s.5", "1e%s", "1E-%s", "1%sN", "1%sM", "1/1%s"})
  void huge_numbers_are_rejected(String pattern) {
    String number = pattern.formatted("0".repeat(1_000_000));
    String edn = "{:process 0 :type :invoke :f :write :value " + number + "}\n";
    assertRejected(check("edn", edn.getBytes(StandardCharsets.UTF_8)));
    if (!pattern.matches(".*[NM/].*")) {
      String json =
          "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":" + number + "}\n";
      assertRejected(check("jsonl", json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "1e99999999999999999999"})
  void numbers_that_would_explode_are_rejected(String number) {
    String json = "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":" + number + "}\n";
    assertRejected(check("jsonl", json.getBytes(StandardCharsets.UTF_8)));
    String edn = "{:process 0 :type :invoke :f :write :value " + number + "}\n";
    assertRejected(check("edn", edn.getBytes(StandardCharsets.UTF_8)));
  }

  @Property(tries = 200)
  void binary_garbage_is_rejected(@ForAll("garbage") byte[] garbage) {
    for (String format : new String[] {"jsonl", "edn"}) {
      Run run = check(format, garbage);
      assertThat(run.code()).as(run.toString()).isIn(65, 70);
      assertThat(run.err()).doesNotContain("\tat ");
    }
  }

  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<Byte> any = Arbitraries.bytes();
    Arbitrary<Byte> syntax = Arbitraries.of(bytes("{}[]()\"\\:;#_^@~,. \n-+0123eEnilu/"));
    return Arbitraries.oneOf(
        any.array(byte[].class).ofMaxSize(200), syntax.array(byte[].class).ofMaxSize(60));
  }

  private static Byte[] bytes(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    Byte[] boxed = new Byte[ascii.length];
    for (int i = 0; i < ascii.length; i++) {
      boxed[i] = ascii[i];
    }
    return boxed;
  }

  /** One byte changed anywhere: a verdict, or a line; never a crash. */
  @Property(tries = 200)
  void a_damaged_history_is_read_or_rejected(@ForAll("positions") int position, @ForAll byte damage)
      throws IOException {
    String json =
        "{\"process\":0,\"type\":\"%s\",\"f\":\"cas\",\"value\":[\"\\u00e4\",{\"a\":1.5}]}\n";
    String edn = "{:process 0, :type :%s, :f :cas, :value [\"\\u00e4\" {:a #{1.5 \\newline}}]}\n";
    damaged("jsonl", json, position, damage);
    damaged("edn", edn, position, damage);
  }

  private static void damaged(String format, String line, int position, byte damage)
      throws IOException {
    ByteArrayOutputStream history = new ByteArrayOutputStream();
    for (String type : new String[] {"invoke", "ok", "invoke", "info"}) {
      history.write(line.formatted(type).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = history.toByteArray();
    bytes[position % bytes.length] = damage;
    Run run = check(format, bytes);
    assertThat(run.code()).as(run.toString()).isIn(0, 1, 65, 70);
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 10_000);
  }
}
