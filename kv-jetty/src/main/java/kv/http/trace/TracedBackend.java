package kv.http.trace;

import java.util.List;
import java.util.Optional;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Put;
import kv.spi.PutResult;

/** A backend with a span for each call. */
record TracedBackend(KvBackend backend, Spans spans) implements KvBackend {

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return spans.in("get", () -> backend.get(key, deadline));
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    return spans.in("head", () -> backend.head(key, deadline));
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    return spans.in("put", () -> backend.put(put, deadline));
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    return spans.in("delete", () -> backend.delete(delete, deadline));
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    return spans.in("list", () -> backend.list(query, deadline));
  }

  @Override
  public Health health() {
    return backend.health();
  }

  @Override
  public List<Figure> figures() {
    return backend.figures();
  }

  @Override
  public void close() {
    backend.close();
  }
}
