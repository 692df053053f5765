package kv.http.wire;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What another JVM holds, as the JDK's own {@code jcmd} tells it. */
record Jvm(long pid) {

  private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*)\" #\\d+");

  /** How many class loaders that are still in use have loaded a class of that name. */
  long loadersOf(String className) {
    ask("GC.run");
    return ask("VM.class_hierarchy", className)
        .lines()
        .filter(line -> line.contains(className + "/0x"))
        .count();
  }

  /** The names of its threads, without numbers: those of a pool are one. */
  Set<String> threads() {
    return THREAD
        .matcher(ask("Thread.print"))
        .results()
        .map((MatchResult found) -> found.group(1).replaceAll("\\d+", "#"))
        .collect(toCollection(TreeSet::new));
  }

  private String ask(String... command) {
    try {
      ProcessBuilder jcmd = new ProcessBuilder();
      jcmd.command().add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
      jcmd.command().add(Long.toString(pid));
      jcmd.command().addAll(List.of(command));
      Process process = jcmd.redirectErrorStream(true).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(answer);
      }
      return answer;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
