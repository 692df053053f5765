package kv.backend.memory;

import java.time.Instant;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Metadata;

/**
 * What a table keeps under a key, immutable; also a leaf of the trie. Its fields are as few and as
 * narrow as they are because there is one of these per key: 40 bytes with compressed references.
 */
sealed class Stored implements Tree permits Expiring {

  final Bytes key;
  final Bytes value;
  final String mediaType;

  /** The write's number, which {@link Versions} makes a version of. */
  final long write;

  /** By the wall clock, in milliseconds since 1970. */
  final long modified;

  Stored(Bytes key, Bytes value, String mediaType, long write, long modified) {
    this.key = key;
    this.value = value;
    this.mediaType = mediaType;
    this.write = write;
    this.modified = modified;
  }

  Optional<Instant> expires() {
    return Optional.empty();
  }

  final Metadata metadata(Versions versions) {
    return new Metadata(
        versions.of(write), mediaType, value.length(), Instant.ofEpochMilli(modified), expires());
  }
}
