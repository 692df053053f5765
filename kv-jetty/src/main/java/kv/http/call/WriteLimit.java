package kv.http.call;

import java.util.Optional;
import java.util.function.Supplier;
import kv.spi.Metadata;
import kv.spi.Put;
import kv.spi.PutResult;

/** What may refuse a put, once it is read and before it is sent to the backend. */
@FunctionalInterface
public interface WriteLimit {

  /** Lets everything through. */
  WriteLimit NONE = (put, current, write) -> write.get();

  /**
   * Sends the write, or throws {@link RejectedCall} instead.
   *
   * @param current asks what the backend has under the key now
   * @param write sends it; called at most once
   */
  PutResult put(Put put, Supplier<Optional<Metadata>> current, Supplier<PutResult> write);
}
