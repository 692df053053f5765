package kv.http.trace;

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

/** A timestamped store with a span for each call that is waited for. */
record TracedStore(TimestampedStore store, Spans spans) implements TimestampedStore {

  @Override
  public Set<Feature> features() {
    return store.features();
  }

  @Override
  public Reading read(Key key, boolean values, Deadline deadline) {
    return spans.in("read", () -> store.read(key, values, deadline));
  }

  @Override
  public List<Reading> readAll(List<Key> keys, boolean values, Deadline deadline) {
    return spans.in("read-all", () -> store.readAll(keys, values, deadline));
  }

  @Override
  public List<Key> keys(Bytes prefix, Optional<Position> after, int atMost, Deadline deadline) {
    return spans.in("keys", () -> store.keys(prefix, after, atMost, deadline));
  }

  @Override
  public void write(Key key, Row row, Deadline deadline) {
    spans.run("write", () -> store.write(key, row, deadline));
  }

  @Override
  public void mark(Key key, Token token) {
    store.mark(key, token);
  }

  @Override
  public void remove(Key key, Token token) {
    store.remove(key, token);
  }

  @Override
  public OptionalLong epoch(String identity, Deadline deadline) {
    return spans.in("epoch", () -> store.epoch(identity, deadline));
  }

  @Override
  public Health health() {
    return store.health();
  }

  @Override
  public List<Figure> figures() {
    return store.figures();
  }

  @Override
  public void close() {
    store.close();
  }
}
