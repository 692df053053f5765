package kv.http.auth;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import kv.spi.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value read from contents that may change. Contents that can't be read leave the value as it is:
 * a slip in a file must not lock everybody out, nor let anybody in.
 */
public final class Reloading<T> implements Supplier<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final String what;
  private final Reloads.Source source;
  private final Function<List<Bytes>, T> parser;
  private List<Bytes> seen = List.of();
  private volatile T value;
  private volatile Optional<String> complaint = Optional.empty();

  private Reloading(String what, Reloads.Source source, Function<List<Bytes>, T> parser, T value) {
    this.what = what;
    this.source = source;
    this.parser = parser;
    this.value = value;
  }

  static <T> Reloading<T> open(
      String what, Reloads.Source source, Function<List<Bytes>, T> parser) {
    try {
      List<Bytes> contents = source.read();
      Reloading<T> reloading = new Reloading<>(what, source, parser, parser.apply(contents));
      reloading.seen = contents;
      return reloading;
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read: " + e, e);
    }
  }

  static <T> Reloading<T> open(
      String what, Reloads.Source source, Function<List<Bytes>, T> parser, T atFirst) {
    Reloading<T> reloading = new Reloading<>(what, source, parser, atFirst);
    reloading.look();
    return reloading;
  }

  @Override
  public T get() {
    return value;
  }

  String what() {
    return what;
  }

  boolean isFailing() {
    return complaint.isPresent();
  }

  /** Reads the contents, and the value anew if they have changed. */
  synchronized void look() {
    try {
      List<Bytes> contents = source.read();
      if (!contents.equals(seen)) {
        value = parser.apply(contents);
        seen = contents;
        LOG.info("{}: read anew", what);
      } else if (isFailing()) {
        LOG.info("{}: as before again", what);
      }
      complaint = Optional.empty();
    } catch (IOException | RuntimeException e) {
      Optional<String> now = Optional.of(e.toString());
      if (!now.equals(complaint)) {
        LOG.error("{}: can't be read, what was read before stays in use: {}", what, e.toString());
        complaint = now;
      }
    }
  }
}
