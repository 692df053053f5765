package kv.consistency.history;

/** EDN's escapes in strings and its names of characters. */
final class EdnEscapes {
  private EdnEscapes() {}

  /** The string whose source text, between the quotes, is {@code source}. */
  static String unescape(String source, long line) throws MalformedHistoryException {
    if (source.indexOf('\\') < 0) {
      return source;
    }
    StringBuilder text = new StringBuilder(source.length());
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = source.charAt(++i);
      switch (escape) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case '"', '\\', '/' -> text.append(escape);
        case 'u' -> {
          text.append(unicode(source, i + 1, line));
          i += 4;
        }
        default -> {
          int octal = octalDigits(source, i);
          if (octal == 0) {
            throw new MalformedHistoryException(line, "unknown escape in a string");
          }
          text.append((char) Integer.parseInt(source.substring(i, i + octal), 8));
          i += octal - 1;
        }
      }
    }
    return text.toString();
  }

  /** The character that {@code \name} stands for, as a string. */
  static String character(String name, long line) throws MalformedHistoryException {
    if (name.codePointCount(0, name.length()) == 1) {
      return name;
    }
    return switch (name) {
      case "newline" -> "\n";
      case "return" -> "\r";
      case "space" -> " ";
      case "tab" -> "\t";
      case "formfeed" -> "\f";
      case "backspace" -> "\b";
      default -> {
        if (name.length() == 5 && name.charAt(0) == 'u') {
          yield String.valueOf(unicode(name, 1, line));
        }
        throw new MalformedHistoryException(line, "unknown character " + Excerpt.of(name));
      }
    };
  }

  private static char unicode(String source, int start, long line)
      throws MalformedHistoryException {
    int value = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = i < source.length() ? Character.digit(source.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new MalformedHistoryException(line, "\\u needs four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private static int octalDigits(String source, int start) {
    int count = 0;
    while (count < 3 && start + count < source.length()) {
      char c = source.charAt(start + count);
      if (c < '0' || c > '7') {
        break;
      }
      count++;
    }
    return count;
  }
}
