package kv.http.call;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import kv.spi.Precondition;
import kv.spi.Version;

/**
 * The conditional fields of a request as one {@link Precondition} for one atomic backend call, so
 * that nothing is checked here and acted upon later. RFC 9110, section 13.2.2: {@code If-Match} is
 * judged first, then {@code If-None-Match}; the dates are judged by nobody, since a clock's second
 * can hold many writes.
 */
final class Preconditions {

  private Preconditions() {}

  static Precondition ofWrite(Call call) {
    if (!call.header("If-Unmodified-Since").isEmpty()) {
      throw new RejectedCall(
          501, "If-Unmodified-Since is not offered: a date can't tell two writes of one second");
    }
    Optional<EntityTags> match = EntityTags.parse(call, "If-Match");
    Optional<EntityTags> noneMatch = EntityTags.parse(call, "If-None-Match");
    if (match.isPresent()) {
      return noneMatch.isPresent() ? both(match.get(), noneMatch.get()) : match(match.get());
    }
    return noneMatch.map(Preconditions::noneMatch).orElse(Precondition.none());
  }

  /** As it applies to a read: 412 and 304 are then decided on what was read. */
  static Precondition matchOfRead(Call call) {
    return EntityTags.parse(call, "If-Match").map(Preconditions::match).orElse(Precondition.none());
  }

  static Precondition noneMatchOfRead(Call call) {
    return EntityTags.parse(call, "If-None-Match")
        .map(Preconditions::noneMatch)
        .orElse(Precondition.none());
  }

  private static Precondition match(EntityTags tags) {
    return tags.any() ? Precondition.present() : new Precondition.VersionIn(tags.strongVersions());
  }

  private static Precondition noneMatch(EntityTags tags) {
    return tags.any()
        ? Precondition.absent()
        : new Precondition.VersionNotIn(tags.versions(), true);
  }

  private static Precondition both(EntityTags match, EntityTags noneMatch) {
    if (noneMatch.any()) {
      return new Precondition.VersionIn(Set.of());
    }
    if (match.any()) {
      return new Precondition.VersionNotIn(noneMatch.versions(), false);
    }
    Set<Version> versions = new HashSet<>(match.strongVersions());
    versions.removeAll(noneMatch.versions());
    return new Precondition.VersionIn(versions);
  }
}
