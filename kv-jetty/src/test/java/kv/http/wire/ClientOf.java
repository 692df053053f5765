package kv.http.wire;

import net.jqwik.api.lifecycle.Store;

/** A client of a front end that jqwik closes with all that belongs to it. */
record ClientOf(FrontEnd frontEnd, Http http, Scratch scratch) implements Store.CloseOnReset {

  ClientOf(FrontEnd frontEnd, Scratch scratch) {
    this(frontEnd, new Http(frontEnd), scratch);
  }

  @Override
  public void close() {
    frontEnd.close();
    scratch.delete();
  }
}
