package kv.spi;

/** A stored value with its metadata. */
public record Entry(Metadata metadata, Bytes value) {}
