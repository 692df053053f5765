package kv.consistency.workload;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import kv.consistency.client.Answer;
import kv.consistency.client.StoreClient;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Completion;

/**
 * One operation that is a read and a conditional write: again and again until what was read is
 * still there when it is written. A write is sent again only after the one before was refused for
 * its precondition, so that one of them at most takes effect.
 */
final class Replacement {
  private static final int ATTEMPTS = 20;

  private Replacement() {}

  /**
   * @param change from what was read (200 or 404) to what is written
   * @param result of the operation, from what was read in the end
   * @throws IOException if it is not known what became of the write
   */
  static Completion replace(
      StoreClient client,
      String key,
      Function<Answer, String> change,
      Function<Answer, Value> result)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Answer read;
      try {
        read = client.get(key);
      } catch (IOException e) {
        return Completion.fail("not read: " + e.getMessage());
      }
      if (!isRead(read)) {
        return Completion.fail("not read: " + read.words());
      }
      Answer write =
          read.isSuccess()
              ? client.putIfMatch(key, change.apply(read), read.etag().orElse("\"\""))
              : client.putIfAbsent(key, change.apply(read));
      if (write.isSuccess()) {
        return Completion.ok(result.apply(read));
      }
      if (write.status() != 412) {
        return Caller.refused(write);
      }
    }
    return Completion.fail("overtaken " + ATTEMPTS + " times");
  }

  /** A number that was stored; what is none is a value that nobody wrote. */
  static Value number(String text) {
    try {
      return Value.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Value.of(text);
    }
  }

  /** Numbers that were stored. */
  static List<Value> numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).map(Replacement::number).toList();
  }

  static boolean isRead(Answer answer) {
    return answer.isSuccess() || answer.status() == 404;
  }
}
