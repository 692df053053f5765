package kv.http.call;

import static kv.http.call.Refusals.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import kv.http.auth.Caller;
import kv.http.auth.Exposure;
import kv.http.auth.Grants;
import kv.http.call.Reply.Header;
import kv.spi.lock.local.LocalLockManager;
import kv.spi.locked.SerializedBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may do what: every operation by every kind of caller. */
final class AccessTest {

  private static final Map<Operation, BiFunction<KvCalls, SampleCall, Reply>> CALLS =
      Map.of(
          Operation.GET, KvCalls::get,
          Operation.HEAD, KvCalls::head,
          Operation.PUT, KvCalls::put,
          Operation.DELETE, KvCalls::delete,
          Operation.LIST, KvCalls::list,
          Operation.LOCK, (calls, call) -> calls.storeLock().take(call),
          Operation.SHOW_LOCK, (calls, call) -> calls.storeLock().show(call),
          Operation.UNLOCK, (calls, call) -> calls.storeLock().release(call));

  private final SampleBackend backend = new SampleBackend();
  private final List<String> observed = new ArrayList<>();
  private final KvCalls calls =
      new KvCalls(
          new SerializedBackend(
              backend, new LocalLockManager(System::nanoTime, 8), Duration.ofSeconds(1)),
          new KvCalls.Limits(8, Duration.ofSeconds(5), 4, SampleCall.LOCK_WAITS),
          System::nanoTime,
          (operation, call, reply, nanos) ->
              observed.add(operation.word() + ' ' + call.caller().name() + ' ' + reply.status()));

  private static SampleCall call(Operation operation, String key) {
    return switch (operation) {
      case LIST -> SampleCall.of("/v1/kv").query("prefix=" + key);
      case LOCK -> SampleCall.of("/v1/admin/lock").query("owner=ann&lease=1m");
      case SHOW_LOCK -> SampleCall.of("/v1/admin/lock");
      case UNLOCK -> SampleCall.of("/v1/admin/lock").query("owner=ann");
      default -> SampleCall.of("/v1/kv/" + key).body("1");
    };
  }

  private Reply answer(Operation operation, SampleCall call) {
    return Objects.requireNonNull(CALLS.get(operation)).apply(calls, call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read             | a/k | GET HEAD LIST",
        "write            | a/k | PUT DELETE",
        "admin            | a/k | LOCK SHOW_LOCK UNLOCK",
        "read,write       | a/k | GET HEAD LIST PUT DELETE",
        "read,write admin | a/k | GET HEAD LIST PUT DELETE LOCK SHOW_LOCK UNLOCK",
        "read:a/          | a/k | GET HEAD LIST",
        "read:a/ write:b/ | a/k | GET HEAD LIST",
        "read:a/ write:b/ | b/k | PUT DELETE",
        "read,write:a/    | b/k | ",
        "read:a/k/x       | a/k | LIST",
        "read:a/k         | a/kk| GET HEAD LIST",
        "read:a/kk        | a/k | LIST",
      })
  void a_call_is_let_in_by_the_grants_that_it_needs_and_refused_with_403_else(
      String grants, String key, @Nullable String allowed) {
    Caller ann = new Caller.Known("ann", Grants.parse(List.of(grants.split(" "))), true);
    List<String> expected = allowed == null ? List.of() : List.of(allowed.split(" "));
    for (Operation operation : Operation.values()) {
      int before = backend.calls().size();
      Reply reply = answer(operation, call(operation, key).by(ann));
      if (expected.contains(operation.name())) {
        assertThat(reply.status()).as(operation.name()).isNotIn(401, 403);
      } else {
        assertNotApplied(403, reply);
        assertThat(reply.headers())
            .contains(
                new Header(
                    "WWW-Authenticate", "Bearer realm=\"kv\", error=\"insufficient_scope\""));
        assertThat(backend.calls()).as("calls of the backend").hasSize(before);
      }
      assertThat(observed).last().isEqualTo(operation.word() + " ann " + reply.status());
    }
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void whoever_is_not_known_is_refused_as_found_out_and_nothing_is_read(Operation operation) {
    Caller nobody = new Caller.Refused(401, "who are you?", "Bearer realm=\"kv\"");
    Reply reply = answer(operation, call(operation, "k").by(nobody));
    assertNotApplied(401, reply);
    assertThat(reply.headers()).contains(new Header("WWW-Authenticate", "Bearer realm=\"kv\""));
    assertThat(backend.calls()).isEmpty();
    Caller excluded = new Caller.Refused(403, "not from there", "");
    assertNotApplied(403, answer(operation, call(operation, "k").by(excluded)));
    Caller later = new Caller.Refused(503, "the keys can't be had", "");
    assertThat(answer(operation, call(operation, "k").by(later)).headers())
        .contains(new Header("Retry-After", "1"));
  }

  /** A client that waits for 100 Continue sends none once it is refused. */
  @Test
  void the_body_of_who_is_refused_is_not_asked_for() {
    Caller nobody = new Caller.Refused(401, "who are you?", "Bearer");
    InputStream unread =
        new InputStream() {
          @Override
          public int read() {
            throw new UncheckedIOException(new IOException("it was read"));
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            return read();
          }
        };
    assertNotApplied(401, calls.put(SampleCall.of("/v1/kv/k").body(unread).by(nobody)));
  }

  @Test
  void what_is_exposed_is_shown_to_those_it_is_exposed_to() {
    Caller nobody = new Caller.Refused(401, "who are you?", "Bearer");
    Caller ann = new Caller.Known("ann", Grants.parse(List.of()), true);
    Caller root = new Caller.Known("root", Grants.parse(List.of("admin")), true);
    assertThat(List.of(status(nobody, Exposure.OPEN), status(ann, Exposure.OPEN)))
        .containsOnly(200);
    assertThat(status(nobody, Exposure.AUTHENTICATED)).isEqualTo(401);
    assertThat(status(ann, Exposure.AUTHENTICATED)).isEqualTo(200);
    assertThat(status(nobody, Exposure.ADMIN)).isEqualTo(401);
    assertThat(status(ann, Exposure.ADMIN)).isEqualTo(403);
    assertThat(status(root, Exposure.ADMIN)).isEqualTo(200);
  }

  private static int status(Caller caller, Exposure exposure) {
    return Access.refusal(SampleCall.of("/metrics").by(caller), exposure)
        .map(Reply::status)
        .orElse(200);
  }
}
