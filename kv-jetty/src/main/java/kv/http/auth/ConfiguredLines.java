package kv.http.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kv.spi.Bytes;

/** The lines of a file of callers, without empty ones and those that begin with #. */
final class ConfiguredLines {

  private ConfiguredLines() {}

  static List<Line> of(Bytes file) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String text :
        StandardCharsets.UTF_8.decode(file.asByteBuffer()).toString().lines().toList()) {
      number++;
      if (!text.isBlank() && !text.startsWith("#")) {
        lines.add(new Line(number, text.strip()));
      }
    }
    return lines;
  }

  static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7F);
  }

  /** A line; what is wrong with it is told by its number alone, since it may hold a secret. */
  record Line(int number, String text) {

    Grants grants(List<String> words) {
      try {
        return Grants.parse(words);
      } catch (IllegalArgumentException e) {
        throw refused(String.valueOf(e.getMessage()));
      }
    }

    void check(boolean holds, String complaint) {
      if (!holds) {
        throw refused(complaint);
      }
    }

    IllegalArgumentException refused(String complaint) {
      return new IllegalArgumentException("line %d: %s".formatted(number, complaint));
    }
  }
}
