package kv.http.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.spi.Bytes;

/**
 * The bearer tokens of a file, by their SHA-256. A line is {@code NAME sha256:HEX GRANT…}; empty
 * lines and those that begin with # are passed over.
 */
final class Tokens {

  private static final String HASH = "sha256:";
  private static final int HASH_BYTES = 32;

  /** By the first bytes of their hashes, of which nobody can make a token. */
  private final Map<Long, List<Token>> tokens;

  private static final class Token {
    private final byte[] hash;
    private final Caller.Known caller;

    Token(byte[] hash, Caller.Known caller) {
      this.hash = hash;
      this.caller = caller;
    }
  }

  private Tokens(Map<Long, List<Token>> tokens) {
    this.tokens = tokens;
  }

  /**
   * @throws IllegalArgumentException with the number of the line that can't be read; nothing of it
   *     is quoted, since it may hold a token by mistake
   */
  static Tokens parse(Bytes file) {
    Map<Long, List<Token>> tokens = new HashMap<>();
    Set<String> names = new HashSet<>();
    Set<Bytes> hashes = new HashSet<>();
    for (ConfiguredLines.Line line : ConfiguredLines.of(file)) {
      List<String> words = List.of(line.text().split("\\s+"));
      line.check(words.size() >= 3, "it takes a name, sha256:… and grants");
      String name = words.get(0);
      line.check(ConfiguredLines.isPrintable(name), "the name is not printable ASCII");
      line.check(names.add(name), "this name stands twice");
      byte[] hash = hash(line, words.get(1));
      line.check(hashes.add(Bytes.copyOf(hash)), "this token stands twice");
      Grants grants = line.grants(words.subList(2, words.size()));
      tokens
          .computeIfAbsent(start(hash), any -> new ArrayList<>())
          .add(new Token(hash, new Caller.Known(name, grants, true)));
    }
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("there is no token in it");
    }
    return new Tokens(tokens);
  }

  /** Who has the token with this hash; found in a time that tells nothing of the others. */
  Optional<Caller.Known> find(byte[] hash) {
    for (Token token : tokens.getOrDefault(start(hash), List.of())) {
      if (MessageDigest.isEqual(token.hash, hash)) {
        return Optional.of(token.caller);
      }
    }
    return Optional.empty();
  }

  private static long start(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong();
  }

  private static byte[] hash(ConfiguredLines.Line line, String word) {
    String complaint = "its second word is not sha256: and 64 hexadecimal digits";
    line.check(word.startsWith(HASH) && word.length() == HASH.length() + 2 * HASH_BYTES, complaint);
    try {
      return HexFormat.of().parseHex(word, HASH.length(), word.length());
    } catch (IllegalArgumentException e) {
      throw line.refused(complaint);
    }
  }
}
