package kv.spi.contract;

import java.time.Instant;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.Row;
import kv.spi.Row.Deleted;
import kv.spi.Row.Present;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;

/** What the topics of the store's contract see of a test, and short forms of its calls. */
interface TimestampedStoreUnderTest {

  TimestampedStore open();

  TimestampedStore store();

  boolean offers(Feature feature);

  /** What the keys of this test start with, and no other keys. */
  Bytes prefix();

  Deadline soon();

  void awaitReading(Key key, Reading expected);

  default Key key(String name) {
    return key(Bytes.utf8(name));
  }

  default Key key(Bytes name) {
    byte[] bytes = new byte[prefix().length() + name.length()];
    System.arraycopy(prefix().toArray(), 0, bytes, 0, prefix().length());
    System.arraycopy(name.toArray(), 0, bytes, prefix().length(), name.length());
    return new Key(Bytes.wrap(bytes));
  }

  default Reading read(Key key) {
    return store().read(key, true, soon());
  }

  default void write(Key key, Row row) {
    store().write(key, row, soon());
  }

  /** The value {@code text}, written in epoch 1. */
  default Row value(long revision, String text) {
    return value(new Token(1, revision), text);
  }

  default Row value(Token token, String text) {
    Bytes bytes = Bytes.utf8(text);
    return Row.of(
        token,
        new Present(
            "x/y",
            bytes.length(),
            Instant.ofEpochMilli(token.revision()),
            Optional.empty(),
            Optional.of(bytes)));
  }

  default Row deleted(long revision) {
    return Row.of(new Token(1, revision), Deleted.DELETED);
  }

  default Reading pending(Row row) {
    return new Reading(Optional.of(row), Optional.empty());
  }

  default Reading marked(Row row, long revision) {
    return new Reading(Optional.of(row), Optional.of(new Token(1, revision)));
  }
}
