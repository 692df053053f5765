package kv.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string, ordered by its unsigned bytes (the order of etcd, of a Cassandra blob
 * and of UTF-8; not that of {@link String#compareTo}, which differs beyond the Basic Multilingual
 * Plane).
 */
public final class Bytes implements Comparable<Bytes> {

  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** A copy of {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone());
  }

  /** Takes over {@code array} without a copy: the caller must never write to it again. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  public byte at(int index) {
    return array[index];
  }

  public byte[] toArray() {
    return array.clone();
  }

  /** The bytes without a copy, read-only. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** Writes the bytes, without a copy. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array);
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return from == 0 && to == array.length ? this : wrap(Arrays.copyOfRange(array, from, to));
  }

  /** Where {@code part} first occurs at or after {@code from}; -1 where it does not. */
  public int indexOf(Bytes part, int from) {
    int last = array.length - part.array.length;
    for (int i = from; i <= last; i++) {
      if (Arrays.equals(array, i, i + part.array.length, part.array, 0, part.array.length)) {
        return i;
      }
    }
    return -1;
  }

  public boolean startsWith(Bytes prefix) {
    return prefix.array.length <= array.length
        && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The bytes in hexadecimal; at most the first 32 of them. */
  @Override
  public String toString() {
    String hex = HexFormat.of().formatHex(array, 0, Math.min(32, array.length));
    return array.length <= 32 ? hex : hex + "… (" + array.length + " bytes)";
  }
}
