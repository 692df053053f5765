package kv.http.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/** The round trips in a Tomcat, below a path. */
final class TomcatRoundTripIT implements RoundTripProperties {

  @Override
  public Http http() {
    return Store.getOrCreate("front end", Lifespan.RUN, TomcatRoundTripIT::start).get().http();
  }

  private static ClientOf start() {
    Scratch scratch = Scratch.create();
    try {
      return new ClientOf(
          Tomcat.start("round-trip-tomcat", scratch.path(), Map.of()).subPath(), scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
