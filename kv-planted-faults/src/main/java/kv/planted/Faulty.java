package kv.planted;

import java.util.Optional;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Page;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Version;

/** Does all as the sound backend does, but for what a fault overrides. */
abstract class Faulty implements KvBackend {
  final KvBackend sound;

  Faulty(KvBackend sound) {
    this.sound = sound;
  }

  @Override
  public final Capabilities capabilities() {
    return sound.capabilities();
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return sound.get(key, deadline);
  }

  /** What is there in truth, whatever {@link #get} says. */
  final Optional<Version> soundVersion(Key key, Deadline deadline) {
    return sound.head(key, deadline).map(metadata -> metadata.version());
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    return sound.put(put, deadline);
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    return sound.delete(delete, deadline);
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    return sound.list(query, deadline);
  }

  @Override
  public final Health health() {
    return sound.health();
  }

  @Override
  public void close() {
    sound.close();
  }
}
