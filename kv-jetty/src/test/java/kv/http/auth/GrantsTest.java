package kv.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kv.spi.Bytes;
import kv.spi.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrantsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read                    | a   | true  | false | false",
        "write                   | a   | false | true  | false",
        "read,write              | a   | true  | true  | false",
        "admin                   | a   | false | false | true ",
        "admin,read              | a   | true  | false | true ",
        "read:a                  | a   | true  | false | false",
        "read:a                  | ab  | true  | false | false",
        "read:a                  | b   | false | false | false",
        "read:ab                 | a   | false | false | false",
        "read:a/ write:b/        | a/x | true  | false | false",
        "read:a/ write:b/        | b/x | false | true  | false",
        "read,write:a/           | a   | false | false | false",
        "read64:YS8              | a/x | true  | false | false",
        "read,write64:YS8        | a/x | true  | true  | false",
        "read:ab read:a read:abc | ax  | true  | false | false",
        "read:a:b                | a:b | true  | false | false",
        "read:a:b                | a   | false | false | false",
        "read: admin             | a   | true  | false | true ",
      })
  void a_grant_is_of_its_roles_and_of_keys_with_its_prefix(
      String grants, String key, boolean read, boolean write, boolean admin) {
    Grants granted = Grants.parse(List.of(grants.split(" ")));
    assertThat(granted.mayRead(Key.utf8(key))).isEqualTo(read);
    assertThat(granted.mayWrite(Key.utf8(key))).isEqualTo(write);
    assertThat(granted.isAdmin()).isEqualTo(admin);
  }

  @Test
  void no_grants_are_no_rights() {
    Grants nothing = Grants.parse(List.of());
    assertThat(nothing.mayRead(Key.utf8("a"))).isFalse();
    assertThat(nothing.mayWrite(Key.utf8("a"))).isFalse();
    assertThat(nothing.isAdmin()).isFalse();
    assertThat(nothing.readableWithin(Bytes.EMPTY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "own",
        "READ",
        "write,,",
        ",read",
        "read write",
        "admin:",
        "admin:a",
        "read,admin:a",
        "read64:===",
        "read64:a+b",
        "64:YQ",
        "read6:a",
        ":a"
      })
  void what_is_no_grant_is_refused_and_not_quoted(String text) {
    assertThatThrownBy(() -> Grants.parse(List.of("read", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("grant 2 ")
        .satisfies(
            e ->
                assertThat(text.length() < 4 || !String.valueOf(e.getMessage()).contains(text))
                    .isTrue());
  }

  @Test
  void a_listing_shows_the_granted_part_of_its_prefix() {
    Grants granted = Grants.parse(List.of("read:b/", "read:a/x", "read:a/", "write:c/"));
    assertThat(granted.readableWithin(Bytes.EMPTY))
        .containsExactly(Bytes.utf8("a/"), Bytes.utf8("b/"));
    assertThat(granted.readableWithin(Bytes.utf8("a/x/y"))).containsExactly(Bytes.utf8("a/x/y"));
    assertThat(granted.readableWithin(Bytes.utf8("b"))).containsExactly(Bytes.utf8("b/"));
    assertThat(granted.readableWithin(Bytes.utf8("c/"))).isEmpty();
  }

  @Test
  void a_set_of_prefixes_covers_what_starts_with_any_of_them() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      List<Bytes> prefixes = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        prefixes.add(randomBytes(random));
      }
      Bytes start = randomBytes(random);
      PrefixSet set = PrefixSet.of(prefixes);
      boolean covered = prefixes.stream().anyMatch(start::startsWith);
      assertThat(set.covers(start)).as("%s in %s", start, prefixes).isEqualTo(covered);
      List<Bytes> within = set.within(start);
      assertThat(within).isSorted().allMatch(part -> part.startsWith(start));
      Bytes key = concat(start, randomBytes(random));
      assertThat(within.stream().anyMatch(key::startsWith))
          .as("%s under %s in %s", key, start, prefixes)
          .isEqualTo(prefixes.stream().anyMatch(key::startsWith));
    }
  }

  private static Bytes randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = new byte[] {0, 'a', (byte) 0xFF}[random.nextInt(3)];
    }
    return Bytes.wrap(bytes);
  }

  private static Bytes concat(Bytes first, Bytes second) {
    byte[] both = new byte[first.length() + second.length()];
    System.arraycopy(first.toArray(), 0, both, 0, first.length());
    System.arraycopy(second.toArray(), 0, both, first.length(), second.length());
    return Bytes.wrap(both);
  }
}
