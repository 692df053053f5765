package kv.http.wire;

import java.util.UUID;

/** What every suite of tests needs: a front end, and keys that no other test uses. */
interface Suite {

  FrontEnd frontEnd();

  Http http();

  /** The path of a key of this test alone, in the plain form. */
  default String freshPath() {
    return "/v1/kv/" + freshKey();
  }

  /** A key of this test alone, of characters that every URL takes. */
  default String freshKey() {
    return "t-" + UUID.randomUUID();
  }
}
