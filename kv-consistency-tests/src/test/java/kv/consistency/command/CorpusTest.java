package kv.consistency.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpus of small histories with known verdicts in {@code src/test/resources/corpus}, checked
 * by the command as it stands, both as they are and converted to the other format.
 */
class CorpusTest {
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");

  record Case(String file, List<String> options, String expected) {}

  static Stream<Case> cases() throws IOException {
    return Files.readAllLines(CORPUS.resolve("verdicts.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> Arrays.asList(line.split("\t", -1)))
        .map(cell -> new Case(cell.get(0), words(cell.get(1)), cell.get(2)));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" ", -1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_verdict_is_the_known_one(Case expected) {
    Run run = check(expected.options(), CORPUS.resolve(expected.file()));
    assertVerdict(run, expected.expected());
  }

  private static void assertVerdict(Run run, String expected) {
    if (expected.startsWith("unreadable")) {
      assertThat(run.code()).as(run.toString()).isEqualTo(65);
      String line = expected.substring("unreadable ".length());
      assertThat(run.err()).contains("unreadable: " + line + ":");
    } else if (expected.equals("nothing")) {
      assertThat(run.code()).as(run.toString()).isEqualTo(70);
      assertThat(run.out()).contains("nothing was tested");
    } else {
      assertThat(run.out()).contains(": " + expected + " (");
      assertThat(run.code()).isEqualTo(expected.equals("valid") ? 0 : 1);
    }
  }

  /** Nothing that a verdict depends on is lost between the formats. */
  @ParameterizedTest
  @MethodSource("cases")
  void the_verdict_survives_conversion(Case expected) throws IOException {
    if (expected.expected().startsWith("unreadable") || expected.options().contains("--format")) {
      return;
    }
    String file = expected.file();
    Path converted = Files.createTempFile("corpus", file.endsWith(".edn") ? ".jsonl" : ".edn");
    try {
      Run conversion = Run.of("convert", CORPUS.resolve(file).toString(), converted.toString());
      assertThat(conversion.code()).as(conversion.toString()).isZero();
      assertVerdict(check(expected.options(), converted), expected.expected());
    } finally {
      Files.delete(converted);
    }
  }

  private static Run check(List<String> options, Path file) {
    List<String> arguments = new ArrayList<>(List.of("check"));
    arguments.addAll(options);
    arguments.add(file.toString());
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void every_history_of_the_corpus_has_a_verdict() throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(CORPUS)) {
      all.map(file -> file.getFileName().toString()).forEach(files::add);
    }
    files.remove("verdicts.tsv");
    assertThat(cases().map(Case::file).distinct()).containsExactlyInAnyOrderElementsOf(files);
  }
}
