package kv.http.call;

import kv.spi.Outcome;

/** Told of every call once it is decided. */
@FunctionalInterface
public interface CallObserver {

  void decided(Operation operation, Outcome outcome, long nanos);
}
