package kv.spi.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Value;
import kv.spi.Version;

/** What the topics of the contract see of a test, and short forms of the calls they make. */
interface StoreUnderTest {

  /** How late an expiry may be before a test gives up. */
  Duration PATIENCE = Duration.ofSeconds(30);

  KvBackend open();

  KvBackend backend();

  /** Closes the backend and opens another in its place. */
  void reopen();

  boolean offers(Feature feature);

  int maxValueSize();

  Duration shortTimeToLive();

  long nanoTime();

  void letTimePass(Duration atMost);

  int rounds(int usual);

  /**
   * As many as {@link #rounds} says of the numbers from 0 to below {@code usual}, both ends too.
   */
  default int[] spread(int usual) {
    int count = rounds(usual);
    return IntStream.range(0, count).map(i -> i * (usual - 1) / (count - 1)).toArray();
  }

  /** What the keys of this test start with, and no other keys. */
  Bytes prefix();

  /** Skips the rest of the test where the backend lacks {@code feature}. */
  default void requires(Feature feature) {
    assumeTrue(offers(feature), () -> "not offered: " + feature);
  }

  default Key key(String name) {
    return key(Bytes.utf8(name));
  }

  default Key key(Bytes name) {
    return new Key(under(prefix(), name));
  }

  default Bytes under(Bytes start, Bytes rest) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(start.toArray());
    joined.writeBytes(rest.toArray());
    return Bytes.wrap(joined.toByteArray());
  }

  static Value text(String text) {
    return new Value(Bytes.utf8(text), "text/plain");
  }

  default Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20));
  }

  default Optional<Entry> get(Key key) {
    return backend().get(key, soon());
  }

  default Optional<String> read(Key key) {
    return get(key).map(entry -> new String(entry.value().toArray(), UTF_8));
  }

  default Optional<Version> versionOf(Key key) {
    return backend().head(key, soon()).map(metadata -> metadata.version());
  }

  default PutResult put(Put put) {
    return backend().put(put, soon());
  }

  /** Stores {@code text} whatever is there, and returns its version. */
  default Version write(Key key, String text) {
    return written(put(Put.of(key, text(text))));
  }

  default Version write(Key key, String text, Duration ttl) {
    return written(put(Put.of(key, text(text)).expiringAfter(ttl)));
  }

  static Version written(PutResult result) {
    return result instanceof PutResult.Stored stored
        ? stored.version()
        : fail("not stored: " + result);
  }

  default DeleteResult delete(Key key) {
    return backend().delete(Delete.of(key), soon());
  }

  default DeleteResult deleteIf(Key key, Precondition condition) {
    return backend().delete(Delete.of(key).when(condition), soon());
  }

  default Page list(ListQuery query) {
    return backend().list(query, soon());
  }

  /** Lets time pass until {@code state} holds. */
  default void await(String what, BooleanSupplier state) {
    long start = nanoTime();
    while (!state.getAsBoolean()) {
      if (nanoTime() - start > PATIENCE.toNanos()) {
        fail("waited %s in vain until %s".formatted(PATIENCE, what));
      }
      letTimePass(Duration.ofMillis(1));
    }
  }

  /** Writes {@code key} to expire, lets that happen, and returns the version it had. */
  default Version writeAndLetExpire(Key key) {
    Version version = write(key, "expiring", shortTimeToLive());
    await("the key expires", () -> versionOf(key).isEmpty());
    return version;
  }
}
