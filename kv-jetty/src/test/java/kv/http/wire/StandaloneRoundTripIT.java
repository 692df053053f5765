package kv.http.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/** The round trips on {@code java -jar kv.war}. */
final class StandaloneRoundTripIT implements RoundTripProperties {

  @Override
  public Http http() {
    return Store.getOrCreate("front end", Lifespan.RUN, StandaloneRoundTripIT::start).get().http();
  }

  private static ClientOf start() {
    Scratch scratch = Scratch.create();
    try {
      return new ClientOf(FrontEnd.standalone("round-trip", scratch.path(), Map.of()), scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
