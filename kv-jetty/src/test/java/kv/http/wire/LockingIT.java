package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits for locks, with Jersey. */
final class LockingIT extends StandaloneLocking {

  private final Path temporary;

  LockingIT(@TempDir Path temporary) throws IOException {
    super("locking", temporary, Map.of("kv.lock", "local", "kv.http.adapter", "jaxrs"));
    this.temporary = temporary;
  }

  @Test
  void who_waits_for_a_lock_for_longer_than_a_connection_may_be_silent_is_answered()
      throws IOException {
    try (FrontEnd impatient =
        FrontEnd.standalone(
            "impatient", temporary, Map.of("kv.lock", "local", "kv.http.idle-timeout", "300ms"))) {
      String take = "POST ~/v1/admin/lock?owner=ann&lease=2s HTTP/1.1";
      assertThat(Exchange.of(impatient, take, "Content-Length: 0").orElseThrow().status())
          .isEqualTo(200);
      String put = "PUT ~/v1/kv/k?lock-wait=30s HTTP/1.1";
      assertThat(Exchange.of(impatient, put, "Content-Length: 0").orElseThrow().status())
          .isEqualTo(201);
    }
  }
}
