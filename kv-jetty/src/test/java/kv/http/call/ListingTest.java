package kv.http.call;

import static kv.http.call.Refusals.assertRefused;
import static kv.http.call.Refusals.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListingTest {

  private static final Instant WRITTEN = Instant.parse("2026-02-03T04:05:06Z");
  private static final Bytes NOT_UTF8 = Bytes.wrap(new byte[] {'n', (byte) 0xFF});

  @Test
  void without_parameters_all_keys_are_asked_for_without_values() {
    ListQuery query = Listing.parse("");
    assertThat(query.prefix()).isEqualTo(Bytes.EMPTY);
    assertThat(query.delimiter()).isEmpty();
    assertThat(query.after()).isEmpty();
    assertThat(query.limit()).isEqualTo(1000);
    assertThat(query.values()).isFalse();
  }

  @Test
  void all_parameters_are_understood() {
    String cursor =
        Cursor.encode(
            new ListQuery.Position(Bytes.utf8("a/b"), false),
            Bytes.utf8("a/"),
            Optional.of(Bytes.utf8("/")));
    ListQuery query =
        Listing.parse("prefix=a%2F&delimiter64=Lw&limit=7&values=true&cursor=" + cursor);
    assertThat(query.prefix()).isEqualTo(Bytes.utf8("a/"));
    assertThat(query.delimiter()).contains(Bytes.utf8("/"));
    assertThat(query.after()).contains(new ListQuery.Position(Bytes.utf8("a/b"), false));
    assertThat(query.limit()).isEqualTo(7);
    assertThat(query.values()).isTrue();
    assertThat(query.maxValueBytes()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=-1",
        "limit=10001",
        "limit=99999999999",
        "limit=",
        "limit=x",
        "delimiter=",
        "delimiter64=",
        "prefix=%FF",
        "prefix64=%2B",
        "prefix64=YQ%3D%3D",
        "prefix=a&prefix64=YQ",
        "delimiter=a&delimiter64=YQ",
        "values=yes",
        "values=",
        "cursor=",
        "cursor=AAAA",
        "ttl=1",
        "Prefix=a",
        "prefix=a&prefix=a"
      })
  void what_can_not_be_understood_is_refused(String query) {
    assertRefused(400, () -> Listing.parse(query));
  }

  @Test
  void a_prefix_or_delimiter_longer_than_any_key_is_refused() {
    assertThat(Listing.parse("prefix=" + "p".repeat(1024)).prefix().length()).isEqualTo(1024);
    assertRefused(400, () -> Listing.parse("prefix=" + "p".repeat(1025)));
    assertRefused(400, () -> Listing.parse("delimiter=" + "p".repeat(1025)));
  }

  @Test
  void a_page_is_written_as_the_design_says() {
    Page page =
        new Page(
            List.of(
                new Page.Listed(
                    Key.utf8("a/\"b\"\n"), metadata("v-1", 3, Optional.empty()), Optional.empty()),
                new Page.Listed(
                    new Key(NOT_UTF8),
                    metadata("v-2", 1, Optional.of(WRITTEN.plusSeconds(9))),
                    Optional.of(Bytes.wrap(new byte[] {(byte) 0xFB})))),
            List.of(Bytes.utf8("a/c/"), NOT_UTF8),
            Optional.empty());
    ListQuery query = ListQuery.of(Bytes.EMPTY, 10).groupedBy(Bytes.utf8("/")).withValues(100);
    assertThat(text(Listing.json(page, query)))
        .isEqualTo(
            "{\"entries\":["
                + "{\"key\":\"a/\\\"b\\\"\\n\",\"key64\":\"YS8iYiIK\",\"version\":\"v-1\","
                + "\"contentType\":\"text/plain\",\"size\":3,\"modified\":\"2026-02-03T04:05:06Z\"},"
                + "{\"key64\":\"bv8\",\"version\":\"v-2\",\"contentType\":\"text/plain\",\"size\":1,"
                + "\"modified\":\"2026-02-03T04:05:06Z\",\"expires\":\"2026-02-03T04:05:15Z\","
                + "\"value64\":\"-w\"}],"
                + "\"prefixes\":[\"a/c/\"],\"prefixes64\":[\"YS9jLw\",\"bv8\"]}");
  }

  @Test
  void a_page_has_prefixes_only_with_a_delimiter_and_a_cursor_only_while_more_follows() {
    ListQuery query = ListQuery.of(Bytes.EMPTY, 10);
    Page last = new Page(List.of(), List.of(), Optional.empty());
    assertThat(text(Listing.json(last, query))).isEqualTo("{\"entries\":[]}");
    ListQuery.Position next = new ListQuery.Position(Bytes.utf8("k"), false);
    Page more = new Page(List.of(), List.of(), Optional.of(next));
    String cursor = Cursor.encode(next, Bytes.EMPTY, Optional.empty());
    assertThat(text(Listing.json(more, query)))
        .isEqualTo("{\"entries\":[],\"cursor\":\"" + cursor + "\"}");
  }

  private static Metadata metadata(String version, long size, Optional<Instant> expires) {
    return new Metadata(new Version(version), "text/plain", size, WRITTEN, expires);
  }
}
