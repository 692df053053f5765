package kv.spi.plugin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Feature;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.ListQuery.Position;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;

/** A plug-in's timestamped store, called under the plug-in's context class loader. */
record PluginStore(TimestampedStore store, ContextLoader loader) implements TimestampedStore {

  @Override
  public Set<Feature> features() {
    return loader.call(store::features);
  }

  @Override
  public Reading read(Key key, boolean values, Deadline deadline) {
    return loader.call(() -> store.read(key, values, deadline));
  }

  @Override
  public List<Reading> readAll(List<Key> keys, boolean values, Deadline deadline) {
    return loader.call(() -> store.readAll(keys, values, deadline));
  }

  @Override
  public List<Key> keys(Bytes prefix, Optional<Position> after, int atMost, Deadline deadline) {
    return loader.call(() -> store.keys(prefix, after, atMost, deadline));
  }

  @Override
  public void write(Key key, Row row, Deadline deadline) {
    loader.run(() -> store.write(key, row, deadline));
  }

  @Override
  public void mark(Key key, Token token) {
    loader.run(() -> store.mark(key, token));
  }

  @Override
  public void remove(Key key, Token token) {
    loader.run(() -> store.remove(key, token));
  }

  @Override
  public OptionalLong epoch(String identity, Deadline deadline) {
    return loader.call(() -> store.epoch(identity, deadline));
  }

  @Override
  public Health health() {
    return loader.call(store::health);
  }

  @Override
  public List<Figure> figures() {
    return loader.call(store::figures);
  }

  @Override
  public void close() {
    loader.run(store::close);
  }
}
