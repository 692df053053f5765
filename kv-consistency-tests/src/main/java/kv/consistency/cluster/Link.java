package kv.consistency.cluster;

/** What one host sends to another: one direction only. */
public record Link(Host from, Host to) {
  public Link {
    if (from.equals(to)) {
      throw new IllegalArgumentException("a link from " + from.address() + " to itself");
    }
  }

  public Link back() {
    return new Link(to, from);
  }

  @Override
  public String toString() {
    return from.address() + ">" + to.address();
  }
}
