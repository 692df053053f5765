package kv.consistency.cluster;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has printed, in a file: a pipe would stop the process whenever nobody reads. Who
 * waits for a line is woken by the file system.
 */
public final class LogFile {
  private static final int TAIL = 40;

  private final Path path;

  LogFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /** Its present length: {@link #await} from here sees only what is printed from now on. */
  public long end() {
    try {
      return Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its last lines, for messages. */
  public String tail() {
    try {
      List<String> lines = text().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  private String text() throws IOException {
    return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
  }

  /** Whether a line after byte {@code from} has {@code pattern} in it. */
  boolean has(Pattern pattern, long from) {
    try {
      return new Lines(from).next().stream().anyMatch(pattern.asPredicate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first line with {@code pattern} in it after byte {@code from}, once there is one.
   *
   * @param ended completes when nothing more will be printed
   */
  MatchResult await(Pattern pattern, long from, CompletableFuture<?> ended, Duration patience) {
    Path directory = path.toAbsolutePath().resolveSibling("");
    try (WatchService watch = directory.getFileSystem().newWatchService()) {
      directory.register(watch, ENTRY_CREATE, ENTRY_MODIFY);
      CompletableFuture<Void> wake = ended.thenRun(() -> close(watch));
      try {
        return await(new Lines(from), pattern, watch, patience);
      } finally {
        wake.cancel(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("waiting for " + pattern + " in " + path, e);
    }
  }

  private MatchResult await(Lines lines, Pattern pattern, WatchService watch, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean ended = false;
    while (true) {
      for (String line : lines.next()) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher.toMatchResult();
        }
      }
      long left = deadline - System.nanoTime();
      if (ended || left <= 0) {
        throw new ClusterException(
            "no line with %s from a process that %s; the end of %s:%n%s"
                .formatted(pattern, ended ? "has ended" : "runs", path, tail()));
      }
      try {
        WatchKey key = watch.poll(left, TimeUnit.NANOSECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      } catch (ClosedWatchServiceException e) {
        ended = true;
      }
    }
  }

  private static void close(WatchService watch) {
    try {
      watch.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The complete lines of the file, as they come. */
  private final class Lines {
    private long position;

    Lines(long position) {
      this.position = position;
    }

    List<String> next() throws IOException {
      if (!Files.exists(path)) {
        return List.of();
      }
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      try (SeekableByteChannel in = Files.newByteChannel(path)) {
        in.position(position);
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (in.read(buffer) >= 0) {
          read.write(buffer.array(), 0, buffer.position());
          buffer.clear();
        }
      }
      String text = read.toString(StandardCharsets.ISO_8859_1);
      String complete = text.substring(0, text.lastIndexOf('\n') + 1);
      position += complete.length();
      return complete.lines().toList();
    }
  }
}
