package kv.http.call;

/** Told of every call once it is decided. */
@FunctionalInterface
public interface CallObserver {

  void decided(Operation operation, Call call, Reply reply, long nanos);
}
