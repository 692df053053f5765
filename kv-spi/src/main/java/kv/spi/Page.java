package kv.spi;

import java.util.List;
import java.util.Optional;

/**
 * One page of a listing, its entries and its groups each in the order of their bytes.
 *
 * <p>Pages together are no snapshot, but a key that is there from before the first page is asked
 * for until after the last is answered is in exactly one of them, and one that is absent all that
 * time is in none.
 *
 * @param groups what keys were grouped under by the delimiter
 * @param next where the next page starts; empty once there is none
 */
public record Page(List<Listed> entries, List<Bytes> groups, Optional<ListQuery.Position> next) {

  public Page {
    entries = List.copyOf(entries);
    groups = List.copyOf(groups);
  }

  /** A listed key; {@code value} is there if the query asked for values. */
  public record Listed(Key key, Metadata metadata, Optional<Bytes> value) {}
}
