package kv.http.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.spi.Version;

/**
 * What an {@code If-Match} or {@code If-None-Match} field says: {@code *}, or a list of entity tags
 * (RFC 9110, sections 8.8.3 and 13.1).
 */
record EntityTags(boolean any, List<Tag> tags) {

  record Tag(boolean weak, String opaque) {

    /** The version it may name; empty for a tag that this store never gives out. */
    Optional<Version> version() {
      return Version.isValid(opaque) ? Optional.of(new Version(opaque)) : Optional.empty();
    }
  }

  static String strong(Version version) {
    return '"' + version.text() + '"';
  }

  /** The versions of all tags, as weak comparison has it (RFC 9110, section 8.8.3.2). */
  Set<Version> versions() {
    Set<Version> versions = new HashSet<>();
    tags.forEach(tag -> tag.version().ifPresent(versions::add));
    return versions;
  }

  /** The versions of the strong tags: by strong comparison a weak tag matches nothing. */
  Set<Version> strongVersions() {
    return new EntityTags(any, tags.stream().filter(tag -> !tag.weak()).toList()).versions();
  }

  /** The field's meaning, empty where it is absent; 400 where it is malformed. */
  static Optional<EntityTags> parse(Call call, String name) {
    List<String> lines = call.header(name);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String field = String.join(",", lines);
    if (field.strip().equals("*")) {
      return Optional.of(new EntityTags(true, List.of()));
    }
    List<Tag> tags = new Scanner(field, name).list();
    if (tags.isEmpty()) {
      throw new RejectedCall(400, name + " is empty");
    }
    return Optional.of(new EntityTags(false, tags));
  }

  /** Reads {@code #entity-tag}: commas separate, empty elements are allowed (section 5.6.1). */
  private static final class Scanner {
    private final String field;
    private final String name;
    private int at;

    Scanner(String field, String name) {
      this.field = field;
      this.name = name;
    }

    List<Tag> list() {
      List<Tag> tags = new ArrayList<>();
      boolean separated = true;
      while (at < field.length()) {
        char c = field.charAt(at);
        if (c == ',') {
          separated = true;
          at++;
        } else if (c == ' ' || c == '\t') {
          at++;
        } else if (separated) {
          tags.add(tag());
          separated = false;
        } else {
          throw malformed();
        }
      }
      return tags;
    }

    private Tag tag() {
      boolean weak = field.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = open < field.length() ? field.indexOf('"', open + 1) : -1;
      if (close < 0 || field.charAt(open) != '"') {
        throw malformed();
      }
      for (int i = open + 1; i < close; i++) {
        char c = field.charAt(i);
        if (c <= 0x20 || c == 0x7F) {
          throw malformed();
        }
      }
      at = close + 1;
      return new Tag(weak, field.substring(open + 1, close));
    }

    private RejectedCall malformed() {
      return new RejectedCall(
          400, name + " is malformed: it takes * or a list of quoted entity tags");
    }
  }
}
