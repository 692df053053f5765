package kv.http.attack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kv.http.wire.Attackable;

/**
 * The attacks of docs/reliability.md in full. Arguments, each {@code name=value} and each with a
 * default: container (jetty or tomcat), attacks (names, separated by commas; overload is one),
 * requests, connections, seconds, seed, rate (of messages a second in smuggling and fuzz, 0 for as
 * many as go), cpus (the server's and the rest's, as {@code 0/1}; {@code all} to share). Needs the
 * system properties test.war and test.tomcat. Exits with 1 where something was that must not be.
 */
final class AttackMain {

  private AttackMain() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("container", "jetty");
    options.put("attacks", String.join(",", Siege.attacks().keySet()) + ",overload");
    options.put("requests", "1000000");
    options.put("connections", "10000");
    options.put("slow", "1000");
    options.put("seconds", "60");
    options.put("seed", "1");
    options.put("rate", "0");
    options.put("cpus", "all");
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      if (parts.length != 2 || options.put(parts[0], parts[1]) == null) {
        throw new IllegalArgumentException("no such option: " + arg + "; known: " + options);
      }
    }
    List<String> wrongs = new ArrayList<>();
    for (String container : options.get("container").split(",", -1)) {
      wrongs.addAll(attack(container, options));
    }
    wrongs.forEach(wrong -> System.out.println("WRONG: " + wrong));
    System.exit(wrongs.isEmpty() ? 0 : 1);
  }

  private static List<String> attack(String container, Map<String, String> options)
      throws Exception {
    List<String> names = List.of(options.getOrDefault("attacks", "").split(",", -1));
    Duration length = Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "")));
    List<String> wrongs = new ArrayList<>();
    Map<String, Attack> attacks = Siege.attacks();
    attacks.keySet().retainAll(names);
    if (!attacks.isEmpty()) {
      Path directory = Files.createTempDirectory("kv-attack");
      try (Attackable target = Attackable.start(container, directory, settings(container))) {
        pin(target, options);
        Siege siege = new Siege(target, System.out::println);
        for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
          int connections =
              attack.getKey().equals("slow")
                  ? number(options, "slow")
                  : number(options, "connections");
          wrongs.addAll(
              siege.run(
                  Map.of(attack.getKey(), attack.getValue()),
                  new Attack.Extent(
                      number(options, "requests"),
                      connections,
                      length,
                      number(options, "seed"),
                      number(options, "rate")),
                  Duration.ofSeconds(10)));
        }
      } finally {
        delete(directory);
      }
    }
    if (names.contains("overload")) {
      wrongs.addAll(overload(container, length, options));
    }
    return wrongs;
  }

  /** The Tomcat of the tests has 32 threads; there must be some left to refuse with. */
  private static Map<String, String> settings(String container) {
    return container.equals("tomcat")
        ? Map.of(
            "kv.http.access-log", "false",
            "kv.http.max-requests", "28",
            "kv.http.max-requests-per-client", "20")
        : Map.of("kv.http.access-log", "false");
  }

  private static List<String> overload(
      String container, Duration length, Map<String, String> options) throws Exception {
    Path directory = Files.createTempDirectory("kv-attack");
    Tally tally = new Tally();
    Tally seen = new Tally();
    List<String> wrongs = new ArrayList<>();
    try (Attackable target =
            Attackable.start(
                container,
                directory,
                Map.of("kv.http.access-log", "false", "kv.http.max-requests", "24"));
        Witness witness = new Witness(target, seen)) {
      pin(target, options);
      Overload.Outcome outcome = new Overload(target, tally).run(length);
      System.out.printf(
          "%s, overload: peak %.0f/s, offered %.0f/s, accepted %.0f/s: %.2f of the peak; %,d refused,"
              + " 99%% of them within %.1f ms; %s%n",
          container,
          outcome.peak(),
          outcome.offered(),
          outcome.accepted(),
          outcome.kept(),
          outcome.refusals(),
          outcome.refused().toNanos() / 1e6,
          tally);
      System.out.printf("witness: %,d writes acknowledged and there%n", witness.verify());
    } finally {
      delete(directory);
    }
    tally.wrongs().forEach((what, count) -> wrongs.add("overload: " + what));
    seen.wrongs().forEach((what, count) -> wrongs.add("overload: " + what));
    return wrongs;
  }

  /** The server on a processor of its own, as if whoever attacks it had other machines. */
  private static void pin(Attackable target, Map<String, String> options)
      throws IOException, InterruptedException {
    String[] cpus = options.getOrDefault("cpus", "").split("/", -1);
    if (cpus.length == 2) {
      pin(target.pid(), cpus[0]);
      pin(ProcessHandle.current().pid(), cpus[1]);
    }
  }

  private static void pin(long pid, String cpus) throws IOException, InterruptedException {
    Process taskset =
        new ProcessBuilder("taskset", "-a", "-c", "-p", cpus, Long.toString(pid))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (taskset.waitFor() != 0) {
      throw new IOException("taskset failed for processors " + cpus);
    }
  }

  private static int number(Map<String, String> options, String name) {
    return Integer.parseInt(options.getOrDefault(name, ""));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
