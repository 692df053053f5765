package kv.consistency.history;

import kv.consistency.history.Value.Keyword;
import kv.consistency.history.Value.Text;

/**
 * Keywords in JSON, which has none: {@code "~:name"} is the keyword {@code :name} (as in Transit),
 * and a string that looks like that has one more tilde in front. The rule is a bijection, so that a
 * conversion never makes two values of a history one.
 */
final class JsonStrings {
  private JsonStrings() {}

  static Value decode(String text, TextPool pool) {
    int tildes = escaped(text);
    if (tildes == 0) {
      return pool.text(text);
    }
    return tildes == 1 ? new Keyword(text.substring(2)) : new Text(text.substring(1));
  }

  static String encode(Text text) {
    return escaped(text.value()) > 0 ? "~" + text.value() : text.value();
  }

  static String encode(Keyword keyword) {
    return "~:" + keyword.name();
  }

  /** The number of leading tildes if the rest is a colon and a keyword's name, else 0. */
  private static int escaped(String text) {
    if (text.isEmpty() || text.charAt(0) != '~') {
      return 0;
    }
    int tildes = 1;
    while (tildes < text.length() && text.charAt(tildes) == '~') {
      tildes++;
    }
    boolean keyword =
        tildes < text.length()
            && text.charAt(tildes) == ':'
            && Keyword.isValid(text.substring(tildes + 1));
    return keyword ? tildes : 0;
  }
}
