package kv.spi.plugin;

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

/** A plug-in's backend, called under the plug-in's context class loader. */
record PluginBackend(KvBackend backend, ContextLoader context) implements KvBackend {

  @Override
  public Capabilities capabilities() {
    return context.call(backend::capabilities);
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return context.call(() -> backend.get(key, deadline));
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    return context.call(() -> backend.head(key, deadline));
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    return context.call(() -> backend.put(put, deadline));
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    return context.call(() -> backend.delete(delete, deadline));
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    return context.call(() -> backend.list(query, deadline));
  }

  @Override
  public Health health() {
    return context.call(backend::health);
  }

  @Override
  public List<Figure> figures() {
    return context.call(backend::figures);
  }

  @Override
  public void close() {
    context.run(backend::close);
  }
}
