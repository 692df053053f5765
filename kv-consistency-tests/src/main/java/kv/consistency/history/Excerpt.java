package kv.consistency.history;

/** Quotes hostile input in a message: short, and without characters that a terminal obeys. */
final class Excerpt {
  private static final int LENGTH = 40;

  private Excerpt() {}

  static String of(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), LENGTH); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c != '"' && c != '\\' && c != 127 && !Character.isISOControl(c);
      quoted.append(plain && !Character.isSurrogate(c) ? c : '?');
    }
    return quoted.append(text.length() > LENGTH ? "…\"" : "\"").toString();
  }
}
