package kv.consistency.cluster;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern LINE = Pattern.compile("port (\\d+)$");

  @TempDir private Path directory;

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private Path path;
  private LogFile log;

  @BeforeEach
  void create() {
    path = directory.resolve("log");
    log = new LogFile(path);
  }

  @AfterEach
  void shutDown() {
    executor.shutdownNow();
  }

  private Future<MatchResult> await(long from) {
    return executor.submit(() -> log.await(LINE, from, ended, PATIENCE));
  }

  @Test
  void a_line_that_is_there_already_is_found() throws Exception {
    Files.writeString(path, "some\nport 1\nport 2\n");

    assertThat(await(0).get().group(1)).isEqualTo("1");
  }

  @Test
  void a_line_of_a_file_that_comes_later_is_found() throws Exception {
    Future<MatchResult> found = await(0);

    Files.writeString(path, "port 1\n");

    assertThat(found.get().group(1)).isEqualTo("1");
  }

  @Test
  void half_a_line_is_not_a_line() throws Exception {
    Files.writeString(path, "port 1");
    Future<MatchResult> found = await(0);

    Files.writeString(path, "2\n", APPEND);

    assertThat(found.get().group(1)).isEqualTo("12");
  }

  @Test
  void what_was_there_before_the_position_is_not_seen() throws Exception {
    Files.writeString(path, "port 1\n");
    Future<MatchResult> found = await(log.end());

    Files.writeString(path, "port 2\n", APPEND);

    assertThat(found.get().group(1)).isEqualTo("2");
  }

  @Test
  void when_the_process_ends_the_wait_does_and_the_end_of_the_log_is_told() throws IOException {
    Files.writeString(path, "cannot start\n");
    Future<MatchResult> found = await(0);

    ended.complete(null);

    assertThatThrownBy(found::get)
        .hasCauseInstanceOf(ClusterException.class)
        .hasMessageContaining("has ended")
        .hasMessageContaining("cannot start");
  }

  @Test
  void the_last_line_of_a_process_that_has_ended_is_found() throws Exception {
    Files.writeString(path, "port 1\n");
    ended.complete(null);

    assertThat(await(0).get().group(1)).isEqualTo("1");
  }
}
