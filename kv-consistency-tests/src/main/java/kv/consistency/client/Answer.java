package kv.consistency.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * What a front end answered.
 *
 * @param etag as it came, with its quotes
 * @param outcome of an error: {@code not-applied} or {@code unknown}, if it says so
 */
public record Answer(int status, Optional<String> etag, Optional<String> outcome, String body) {

  static final String NOT_APPLIED = "not-applied";

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether the front end promises that the call took no effect, and never will. */
  public boolean isNotApplied() {
    return !isSuccess() && outcome.filter(NOT_APPLIED::equals).isPresent();
  }

  /** For a log, in few words. */
  public String words() {
    return outcome.map(word -> status + " " + word).orElse(Integer.toString(status));
  }

  static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
