package kv.consistency.history;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.history.Value.Decimal;
import kv.consistency.history.Value.Items;
import kv.consistency.history.Value.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * A streaming parser of EDN forms, over bytes.
 *
 * <p>A recursive descent over one growing window of the input: a token is always contiguous in the
 * window ({@link #tokenStart} keeps it there across refills), so that numbers, keywords and short
 * strings are made, or found in the {@link EdnSymbols} cache, without copying. Lines are counted as
 * bytes are consumed.
 *
 * <p>Two ways to read a form. <em>Strict</em>, for what a verdict depends on: a symbol, an unknown
 * tag, a ratio that is no decimal fraction, NaN are errors. <em>Lenient</em>, for the rest of an op
 * map, where Jepsen puts stack traces and objects: tags are dropped, strange tokens become text.
 *
 * <p>Limits against hostile input: {@link #MAX_DEPTH}, {@link #MAX_NUMBER}, {@link #MAX_TOKEN}.
 */
final class EdnParser {
  /** Nesting of forms, in both file formats. */
  static final int MAX_DEPTH = 200;

  /** Characters of a number, in both file formats. */
  static final int MAX_NUMBER = 1000;

  /** Bytes of a string or another token. */
  static final int MAX_TOKEN = 64 << 20;

  /** How the tag of a {@code [key value]} of {@code jepsen.independent} begins. */
  private static final String TUPLE = "jepsen.independent";

  private static final int END = -1;
  private static final byte BLANK = 1;
  private static final byte DELIMITER = 2;
  private static final byte[] CLASSES = classes();

  private final InputStream in;
  private final EdnSymbols symbols = new EdnSymbols();
  private byte[] window = new byte[1 << 16];
  private int position;
  private int limit;
  private int tokenStart = -1;
  private long line = 1;
  private int depth;
  private boolean lenient;
  private @Nullable Value tuple;

  EdnParser(InputStream in) {
    this.in = in;
  }

  /** The line of the next byte. */
  long line() {
    return line;
  }

  /** Whether a byte can be part of a keyword, symbol or number. */
  static boolean isConstituent(byte b) {
    return b < 0 || (b > ' ' && b < 127 && CLASSES[b] == 0);
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    Arrays.fill(classes, 0, ' ' + 1, DELIMITER);
    for (char c : "()[]{}\";@^`~\\".toCharArray()) {
      classes[c] = DELIMITER;
    }
    for (char c : " \t\r\n\f,".toCharArray()) {
      classes[c] = BLANK;
    }
    return classes;
  }

  /** At the very start: skips a UTF-8 byte order mark, if there is one. */
  void skipByteOrderMark() throws IOException {
    tokenStart = position;
    if (peek() == 0xEF) {
      advance();
      if (peek() == 0xBB) {
        advance();
        if (peek() == 0xBF) {
          advance();
          tokenStart = position;
        }
      }
    }
    position = tokenStart;
    endToken();
  }

  /** Skips blanks, comments and discarded forms; the next byte, unconsumed, or -1 at the end. */
  int skipBlank() throws IOException {
    while (true) {
      int c = peek();
      if (c == END) {
        return END;
      } else if (c < 128 && CLASSES[c] == BLANK) {
        advance();
      } else if (c == ';') {
        skipComment();
      } else if (c == '#' && peekSecond() == '_') {
        advance();
        advance();
        readLenient();
      } else {
        return c;
      }
    }
  }

  private void skipComment() throws IOException {
    for (int c = peek(); c != END && c != '\n'; c = peek()) {
      advance();
    }
  }

  /** Consumes the byte that {@link #skipBlank} has just returned. */
  void consume() {
    advance();
  }

  /** The next form. */
  Value read() throws IOException {
    if (++depth > MAX_DEPTH) {
      throw malformed("nested more than " + MAX_DEPTH + " deep");
    }
    Value value = form(skipBlank());
    depth--;
    return value;
  }

  private Value form(int c) throws IOException {
    return switch (c) {
      case END -> throw new TruncatedException(line);
      case '"' -> string();
      case ':' -> keyword();
      case '[' -> list(']');
      case '(' -> list(')');
      case '{' -> map();
      case '#' -> dispatch();
      case '\\' -> character();
      default -> isConstituent((byte) c) ? atom() : strayDelimiter(c);
    };
  }

  /** The next form, for its extent rather than its value. */
  Value readLenient() throws IOException {
    boolean before = lenient;
    lenient = true;
    Value value = read();
    lenient = before;
    return value;
  }

  private Value list(char close) throws IOException {
    advance();
    List<Value> values = new ArrayList<>();
    for (int c = skipBlank(); c != close; c = skipBlank()) {
      values.add(read());
    }
    advance();
    return new Items(values);
  }

  private Value map() throws IOException {
    advance();
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (int c = skipBlank(); c != '}'; c = skipBlank()) {
      Value key = read();
      if (skipBlank() == '}') {
        throw malformed("a map with a key without a value");
      }
      if (entries.put(key, read()) != null && !lenient) {
        throw malformed("duplicate key in a map");
      }
    }
    advance();
    return new Mapping(entries);
  }

  private Value dispatch() throws IOException {
    int second = peekSecond();
    if (second == '{') {
      advance();
      return list('}');
    }
    if (second == '#') {
      advance();
      advance();
      return oddToken("##" + token());
    }
    if (second == END) {
      throw new TruncatedException(line);
    }
    if (!isConstituent((byte) second)) {
      throw malformed("'#' with nothing that it could tag");
    }
    String tag = tag();
    Value content = read();
    if (tag.startsWith(TUPLE) && content instanceof Items items && items.values().size() == 2) {
      tuple = content;
      return content;
    }
    if (lenient || tag.equals("inst") || tag.equals("uuid")) {
      return content;
    }
    throw malformed("unknown tag " + Excerpt.of(tag));
  }

  /** Consumes {@code #tag}; the tag's name. */
  String tag() throws IOException {
    advance();
    return token();
  }

  /** Whether {@code value}, as returned by {@link #read}, was tagged as an independent tuple. */
  boolean wasTuple(Value value) {
    return value == tuple;
  }

  private Value keyword() throws IOException {
    advance();
    int length = scanToken();
    if (length == 0) {
      throw malformed("a colon without a name");
    }
    Value keyword = symbols.keyword(window, tokenStart, length);
    endToken();
    if (keyword == Value.NULL) {
      throw malformed("not a keyword");
    }
    return keyword;
  }

  private Value atom() throws IOException {
    int length = scanToken();
    int start = tokenStart;
    byte first = window[start];
    boolean number = isDigit(first) || (length > 1 && isSign(first) && isDigit(window[start + 1]));
    Value value = number ? integer(start, length) : EdnSymbols.constant(window, start, length);
    if (value == null) {
      String text = ascii(start, length);
      endToken();
      return number ? number(text) : oddToken(text);
    }
    endToken();
    return value;
  }

  private Value oddToken(String text) throws MalformedHistoryException {
    if (lenient) {
      return Value.of(text);
    }
    throw malformed("a symbol is no value: " + Excerpt.of(text));
  }

  /** A plain decimal integer of at most 18 digits, else null. */
  private @Nullable Value integer(int start, int length) {
    int at = isSign(window[start]) ? start + 1 : start;
    int end = start + length;
    boolean leadingZero = window[at] == '0' && end - at > 1;
    if (end - at > 18 || leadingZero) {
      return null;
    }
    long value = 0;
    for (int i = at; i < end; i++) {
      if (!isDigit(window[i])) {
        return null;
      }
      value = value * 10 + (window[i] - '0');
    }
    return Value.of(window[start] == '-' ? -value : value);
  }

  /** Big integers, decimals, ratios. */
  private Value number(String text) throws MalformedHistoryException {
    if (text.length() > MAX_NUMBER) {
      throw malformed("a number of more than " + MAX_NUMBER + " characters");
    }
    try {
      String digits = text.charAt(0) == '+' ? text.substring(1) : text;
      if (hasLeadingZero(digits)) {
        throw new NumberFormatException("octal in Clojure, no number in EDN");
      }
      int ratio = digits.indexOf('/');
      if (ratio > 0) {
        BigDecimal numerator = new BigDecimal(new BigInteger(digits.substring(0, ratio)));
        return new Decimal(
            numerator.divide(new BigDecimal(new BigInteger(digits.substring(ratio + 1)))));
      }
      char last = digits.charAt(digits.length() - 1);
      if (last == 'N') {
        return Value.of(new BigInteger(digits.substring(0, digits.length() - 1)));
      }
      boolean decimal = digits.indexOf('.') >= 0 || digits.indexOf('e') > 0;
      if (decimal || digits.indexOf('E') > 0 || last == 'M') {
        String exact = last == 'M' ? digits.substring(0, digits.length() - 1) : digits;
        return new Decimal(new BigDecimal(exact));
      }
      return Value.of(new BigInteger(digits));
    } catch (IllegalArgumentException | ArithmeticException e) {
      if (lenient) {
        return Value.of(text);
      }
      throw malformed("not a number that can be kept exactly: " + Excerpt.of(text));
    }
  }

  private static boolean hasLeadingZero(String digits) {
    int first = digits.charAt(0) == '-' ? 1 : 0;
    return digits.length() > first + 1
        && digits.charAt(first) == '0'
        && isDigit((byte) digits.charAt(first + 1));
  }

  private Value string() throws IOException {
    advance();
    tokenStart = position;
    boolean plain = true;
    for (int c = peek(); c != '"'; c = peek()) {
      if (c == END) {
        throw new TruncatedException(line);
      }
      plain &= c < 128 && c != '\\';
      advance();
      if (c == '\\' && peek() != END) {
        advance();
      }
    }
    int start = tokenStart;
    int length = position - start;
    Value text =
        plain
            ? symbols.text(window, start, length)
            : Value.of(EdnEscapes.unescape(decode(start, length), line));
    advance();
    endToken();
    return text;
  }

  private Value character() throws IOException {
    advance();
    tokenStart = position;
    if (peek() == END) {
      throw new TruncatedException(line);
    }
    advance();
    while (peek() != END && isConstituent((byte) peek())) {
      advance();
    }
    if (peek() == END) {
      throw new TruncatedException(line);
    }
    String name = decode(tokenStart, position - tokenStart);
    endToken();
    return Value.of(EdnEscapes.character(name, line));
  }

  private String token() throws IOException {
    int length = scanToken();
    String text = decode(tokenStart, length);
    endToken();
    return text;
  }

  /**
   * Advances over constituents; the token is then at tokenStart, of the length returned. A token
   * that the input ends in is never whole: every token is inside of an op map.
   */
  private int scanToken() throws IOException {
    tokenStart = position;
    while (true) {
      while (position < limit && isConstituent(window[position])) {
        position++;
      }
      if (position < limit) {
        return position - tokenStart;
      }
      if (!fill()) {
        throw new TruncatedException(line);
      }
    }
  }

  private void endToken() {
    tokenStart = -1;
  }

  private Value strayDelimiter(int c) throws MalformedHistoryException {
    throw malformed("unexpected character " + Excerpt.of(String.valueOf((char) c)));
  }

  private String ascii(int start, int length) {
    return new String(window, start, length, StandardCharsets.ISO_8859_1);
  }

  private String decode(int start, int length) throws MalformedHistoryException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(window, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("not UTF-8 text");
    }
  }

  MalformedHistoryException malformed(String reason) {
    return new MalformedHistoryException(line, reason);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isSign(byte b) {
    return b == '-' || b == '+';
  }

  private int peek() throws IOException {
    return position < limit || fill() ? window[position] & 0xff : END;
  }

  private int peekSecond() throws IOException {
    if (position + 1 >= limit) {
      int before = tokenStart;
      tokenStart = position;
      position++;
      boolean more = position < limit || fill();
      position = tokenStart;
      tokenStart = before;
      if (!more) {
        return END;
      }
    }
    return window[position + 1] & 0xff;
  }

  private void advance() {
    if (window[position++] == '\n') {
      line++;
    }
  }

  /** Reads more input behind what is still needed; false at the end. */
  private boolean fill() throws IOException {
    int keep = tokenStart < 0 ? position : tokenStart;
    if (keep > 0) {
      System.arraycopy(window, keep, window, 0, limit - keep);
      limit -= keep;
      position -= keep;
      tokenStart = tokenStart < 0 ? -1 : 0;
    }
    if (limit == window.length) {
      if (window.length >= MAX_TOKEN) {
        throw malformed("a token of more than " + MAX_TOKEN + " bytes");
      }
      window = Arrays.copyOf(window, window.length * 2);
    }
    int n = in.read(window, limit, window.length - limit);
    if (n <= 0) {
      return false;
    }
    limit += n;
    return true;
  }
}
