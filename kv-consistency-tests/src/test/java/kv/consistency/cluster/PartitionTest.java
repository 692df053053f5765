package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  private static final int DRAWS = 50;

  private static List<Host> hosts(int number) {
    return IntStream.rangeClosed(1, number)
        .mapToObj(i -> new Host("10.0.0." + i, List.of()))
        .toList();
  }

  /** Whom each hears and is heard by, itself included. */
  private static Set<Host> seen(Partition partition, Host host, List<Host> hosts) {
    return hosts.stream()
        .filter(
            other ->
                other.equals(host)
                    || (!partition.blocked().contains(new Link(host, other))
                        && !partition.blocked().contains(new Link(other, host))))
        .collect(Collectors.toSet());
  }

  private static List<Partition> all(
      List<Host> hosts, BiFunction<List<Host>, RandomGenerator, Partition> kind) {
    Random random = new Random(1);
    return IntStream.range(0, DRAWS).mapToObj(draw -> kind.apply(hosts, random)).toList();
  }

  private static boolean isBothWays(Partition partition) {
    return partition.blocked().stream().map(Link::back).allMatch(partition.blocked()::contains);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 9})
  void one_that_is_isolated_sees_itself_only_and_the_others_each_other(int number) {
    List<Host> hosts = hosts(number);
    Set<Host> isolated = new HashSet<>();
    for (Partition partition : all(hosts, Partition::isolateOne)) {
      List<Host> alone =
          hosts.stream().filter(host -> seen(partition, host, hosts).size() == 1).toList();
      assertThat(alone).hasSize(number == 2 ? 2 : 1);
      assertThat(partition.blocked()).hasSize(2 * (number - 1));
      assertThat(isBothWays(partition)).isTrue();
      isolated.addAll(alone);
    }
    assertThat(isolated).containsExactlyInAnyOrderElementsOf(hosts);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 9})
  void halves_see_their_own_and_nobody_else(int number) {
    List<Host> hosts = hosts(number);
    for (Partition partition : all(hosts, Partition::halves)) {
      Set<Set<Host>> groups =
          hosts.stream().map(host -> seen(partition, host, hosts)).collect(Collectors.toSet());
      assertThat(groups.stream().map(Set::size))
          .as(partition.name())
          .containsAll(List.of(number / 2, number - number / 2));
      assertThat(groups).hasSize(2);
      assertThat(isBothWays(partition)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 9})
  void a_bridge_is_seen_by_both_halves_and_joins_only_them(int number) {
    List<Host> hosts = hosts(number);
    for (Partition partition : all(hosts, Partition::bridge)) {
      List<Host> bridges =
          hosts.stream().filter(host -> seen(partition, host, hosts).size() == number).toList();
      assertThat(bridges).hasSize(1);
      int half = (number - 1) / 2;
      assertThat(partition.blocked()).hasSize(2 * half * (number - 1 - half));
      assertThat(isBothWays(partition)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9})
  void in_a_ring_each_sees_a_majority_and_no_two_the_same(int number) {
    List<Host> hosts = hosts(number);
    for (Partition partition : all(hosts, Partition::ring)) {
      Set<Set<Host>> majorities =
          hosts.stream().map(host -> seen(partition, host, hosts)).collect(Collectors.toSet());
      assertThat(majorities).hasSize(number);
      assertThat(majorities).allSatisfy(seen -> assertThat(seen.size()).isGreaterThan(number / 2));
      assertThat(isBothWays(partition)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 9})
  void one_way_blocks_no_link_in_both_directions(int number) {
    for (Partition partition : all(hosts(number), Partition::oneWay)) {
      assertThat(partition.blocked()).isNotEmpty();
      assertThat(partition.blocked().stream().map(Link::back))
          .doesNotContainAnyElementsOf(partition.blocked());
    }
  }

  @Test
  void a_seed_gives_the_same_partition() {
    List<Host> hosts = hosts(5);
    assertThat(all(hosts, Partition::halves)).isEqualTo(all(hosts, Partition::halves));
    assertThat(new HashSet<>(all(hosts, Partition::halves))).hasSizeGreaterThan(5);
  }

  @Test
  void too_few_hosts_for_a_shape_are_an_error() {
    assertThatThrownBy(() -> Partition.ring(hosts(2), new Random(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least 3 hosts, not 2");
    assertThatThrownBy(() -> new Link(hosts(1).get(0), hosts(1).get(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
