package kv.spi;

import java.util.Set;

/** What a backend, as configured, offers and guarantees for its reads and writes. */
public record Capabilities(Set<Feature> features, Guarantee guarantee) {

  public Capabilities {
    features = Set.copyOf(features);
  }

  public boolean offers(Feature feature) {
    return features.contains(feature);
  }
}
