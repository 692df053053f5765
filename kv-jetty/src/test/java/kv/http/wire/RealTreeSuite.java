package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import kv.http.wire.RealTree.RealFile;
import kv.spi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real tree of files, in and out by {@value #CLIENTS} clients at once, listed like directories.
 */
abstract class RealTreeSuite {

  private static final int CLIENTS = 32;
  private static final Bytes SLASH = Bytes.utf8("/");

  /** How the front end under test is configured. */
  abstract Map<String, String> settings();

  /** Starts it, with these settings. */
  FrontEnd start(Path base, Map<String, String> settings) throws IOException {
    return FrontEnd.standalone("real-tree", base, settings);
  }

  /** Files above it, such as a JDK's own modules, are to be refused. */
  abstract long maxValueSize();

  @TempDir private Path temporary;

  @Test
  void a_tree_of_files_is_stored_read_back_listed_and_half_deleted() throws Exception {
    List<RealFile> all = RealTree.files(temporary);
    assertThat(all).hasSizeGreaterThanOrEqualTo(RealTree.MIN_FILES);
    try (FrontEnd frontEnd =
        start(Files.createDirectory(temporary.resolve("base")), allSettings())) {
      Http http = new Http(frontEnd);
      List<RealFile> large = all.stream().filter(this::isTooLarge).toList();
      List<RealFile> files = all.stream().filter(file -> !isTooLarge(file)).toList();

      forEach(
          large.stream().filter(RealTreeSuite::isReadOn).toList(),
          file -> assertNotApplied(413, store(http, file)));
      forEach(files, file -> assertThat(store(http, file).statusCode()).isEqualTo(201));
      forEach(files, file -> assertReadsBack(http, file));
      assertListedLikeDirectories(http, files);

      List<RealFile> kept = new ArrayList<>();
      List<RealFile> deleted = new ArrayList<>();
      for (RealFile file : files) {
        (kept.size() > deleted.size() ? deleted : kept).add(file);
      }
      forEach(
          deleted, file -> assertThat(http.delete(pathOf(file.key())).statusCode()).isEqualTo(204));
      assertListedLikeDirectories(http, kept);
      forEach(deleted, file -> assertNotApplied(404, http.get(pathOf(file.key()))));
      forEach(kept, file -> assertReadsBack(http, file));
    }
  }

  private Map<String, String> allSettings() {
    Map<String, String> all = new HashMap<>(settings());
    all.put("kv.max-value-size", Long.toString(maxValueSize()));
    return all;
  }

  private boolean isTooLarge(RealFile file) {
    return file.path().toFile().length() > maxValueSize();
  }

  /** Beyond it a refused body may end in a reset instead of an answer (docs/http-api.md). */
  private static boolean isReadOn(RealFile file) {
    return file.path().toFile().length() < 16 << 20;
  }

  private static HttpResponse<byte[]> store(Http http, RealFile file) {
    return http.put(pathOf(file.key()), file.content(), "Content-Type", file.mediaType());
  }

  private static void assertReadsBack(Http http, RealFile file) {
    HttpResponse<byte[]> get = http.get(pathOf(file.key()));
    assertThat(get.statusCode()).as(file.path().toString()).isEqualTo(200);
    assertThat(get.body()).isEqualTo(file.content());
    assertThat(Http.field(get, "Content-Type")).isEqualTo(file.mediaType());
  }

  /** Walks the listing as one walks a tree, directory by directory, and all pages of it at once. */
  private static void assertListedLikeDirectories(Http http, List<RealFile> files) {
    SortedSet<Bytes> keys = new TreeSet<>();
    files.forEach(file -> keys.add(file.key()));
    List<String> expected = keys.stream().map(RealTreeSuite::base64url).toList();
    assertThat(Listed.all(http, "limit=999").keys64()).isEqualTo(expected);
    TreeSet<Bytes> walked = new TreeSet<>();
    walk(http, Bytes.EMPTY, keys, walked);
    assertThat(walked).isEqualTo(keys);
  }

  private static void walk(Http http, Bytes directory, SortedSet<Bytes> keys, Set<Bytes> walked) {
    String query = "delimiter=/&limit=100&prefix64=" + base64url(directory);
    Listed listed = Listed.all(http, query);
    TreeSet<Bytes> names = new TreeSet<>();
    TreeSet<Bytes> directories = new TreeSet<>();
    for (Bytes key : keys.tailSet(directory)) {
      if (!key.startsWith(directory)) {
        break;
      }
      int slash = key.indexOf(SLASH, directory.length());
      if (slash < 0) {
        names.add(key);
      } else {
        directories.add(key.slice(0, slash + 1));
      }
    }
    assertThat(listed.keys64()).isEqualTo(names.stream().map(RealTreeSuite::base64url).toList());
    assertThat(listed.prefixes64())
        .isEqualTo(directories.stream().map(RealTreeSuite::base64url).toList());
    walked.addAll(names);
    for (String prefix : listed.prefixes64()) {
      walk(http, Bytes.wrap(Base64.getUrlDecoder().decode(prefix)), keys, walked);
    }
  }

  /** The plain form for what it takes as it is, else the binary one. */
  private static String pathOf(Bytes key) {
    String text = new String(key.toArray(), StandardCharsets.ISO_8859_1);
    return text.matches("[A-Za-z0-9._~/+-]+") && !("/" + text + "/").matches(".*/\\.{0,2}/.*")
        ? "/v1/kv/" + text
        : "/v1/kv64/" + base64url(key);
  }

  private static String base64url(Bytes bytes) {
    return Http.base64url(bytes.toArray());
  }

  private static void forEach(List<RealFile> files, Consumer<RealFile> action) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      files.forEach(file -> running.add(clients.submit(() -> action.accept(file))));
      for (Future<?> future : running) {
        future.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }
}
