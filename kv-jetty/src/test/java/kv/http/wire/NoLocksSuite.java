package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without a lock manager, what only locks could do is refused rather than ignored. */
interface NoLocksSuite extends Suite {

  @Test
  default void a_write_that_asks_for_a_wait_is_refused() {
    String path = freshPath();
    for (String wait : List.of("0", "1s")) {
      assertNotApplied(501, http().put(path + "?lock-wait=" + wait, "1"));
      assertNotApplied(501, http().delete(path + "?lock-wait=" + wait));
    }
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void the_store_can_not_be_locked() {
    String lock = "/v1/admin/lock";
    assertNotApplied(
        501, http().send("POST", lock + "?owner=ann&lease=1m", BodyPublishers.noBody()));
    assertNotApplied(501, http().delete(lock + "?owner=ann"));
    assertNotApplied(501, http().get(lock));
  }
}
