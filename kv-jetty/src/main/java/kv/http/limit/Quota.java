package kv.http.limit;

import java.util.ArrayList;
import java.util.List;
import kv.spi.Bytes;
import kv.spi.Setting;

/**
 * How much may be stored under a prefix.
 *
 * @param bytes of all values together
 */
record Quota(String prefix, long keys, long bytes) {

  private static final String ALL_KEYS = "*";
  private static final Setting<Long> SIZE =
      Setting.size("kv.quota.bytes", "", "0", 0, Long.MAX_VALUE);

  /**
   * Reads quotas: {@code users/ keys=1000 bytes=1GiB; * bytes=10GiB}.
   *
   * @throws IllegalArgumentException naming what is no quota
   */
  static List<Quota> parse(String text) {
    List<Quota> quotas = new ArrayList<>();
    for (String quota : text.split(";", -1)) {
      if (!quota.isBlank()) {
        quotas.add(one(quota.strip()));
      }
    }
    return quotas;
  }

  Bytes prefixBytes() {
    return prefix.equals(ALL_KEYS) ? Bytes.EMPTY : Bytes.utf8(prefix);
  }

  private static Quota one(String text) {
    String[] words = text.split("\\s+", -1);
    long keys = Long.MAX_VALUE;
    long bytes = Long.MAX_VALUE;
    if (words.length < 2) {
      throw new IllegalArgumentException("'%s' limits neither keys= nor bytes=".formatted(text));
    }
    for (String word : List.of(words).subList(1, words.length)) {
      if (word.matches("keys=\\d{1,18}")) {
        keys = Long.parseLong(word.substring("keys=".length()));
      } else if (word.startsWith("bytes=")) {
        bytes = SIZE.parser().apply(word.substring("bytes=".length()));
      } else {
        throw new IllegalArgumentException(
            "'%s' in '%s' is neither keys=NUMBER nor bytes=SIZE".formatted(word, text));
      }
    }
    return new Quota(words[0], keys, bytes);
  }
}
