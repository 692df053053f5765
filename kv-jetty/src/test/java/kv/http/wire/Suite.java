package kv.http.wire;

import java.util.UUID;

/** What every suite of tests needs: a front end, and keys that no other test uses. */
interface Suite {

  FrontEnd frontEnd();

  Http http();

  /**
   * How a PUT without a condition is answered where the key was absent: 204 where the front end
   * does not look what was there.
   */
  default int created() {
    return 201;
  }

  /** The path of a key of this test alone, in the plain form. */
  default String freshPath() {
    return "/v1/kv/" + freshKey();
  }

  /** A key of this test alone, of characters that every URL takes. */
  default String freshKey() {
    return "t-" + UUID.randomUUID();
  }
}
