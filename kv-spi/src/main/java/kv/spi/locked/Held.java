package kv.spi.locked;

import kv.spi.Token;
import kv.spi.lock.Grant;

/** A grant and the token that it makes. */
record Held(Grant grant, Token token) {

  boolean unclean() {
    return grant.unclean();
  }
}
