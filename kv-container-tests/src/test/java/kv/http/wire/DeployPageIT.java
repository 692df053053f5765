package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The commands of docs/deploy.md, as they stand there: those of a section are one script, whose
 * last command is the server.
 */
final class DeployPageIT {

  private static final Path PAGE = Path.of("..", "docs", "deploy.md");
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.*?)$(.*?)(?=^## |\\z)");
  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh$(.*?)^```$");

  /** Where one is started; it is the one command that starts none. */
  private static final String CHECK = "Is it up?";

  @ParameterizedTest
  @CsvSource({
    "By itself, JETTY, ''",
    "Jetty, JETTY_HOME, test.jetty",
    "Tomcat, TOMCAT, test.tomcat",
    "Tomcat, TOMCAT, test.tomcat10",
    "Open Liberty, LIBERTY, test.liberty",
    "WildFly, WILDFLY, test.wildfly"
  })
  void the_commands_of_a_section_start_what_it_says(
      String section, FrontEnd.Container kind, String home, @TempDir Path directory)
      throws Exception {
    int port = FreePort.find();
    Map<String, String> variables = new HashMap<>();
    variables.put("WAR", FrontEnd.war().toString());
    variables.put("PORT", Integer.toString(port));
    variables.put("DIR", directory.toString());
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
    if (!home.isEmpty()) {
      variables.put(kind.name(), System.getProperty(home));
    }
    ServerProcess script = run("page-" + section, section(section), variables);
    try {
      boolean alone = kind == FrontEnd.Container.JETTY;
      String base = "http://127.0.0.1:" + port + (alone ? "" : "/kv");
      FrontEnd frontEnd = new FrontEnd(kind, URI.create(base), script);
      awaitUp(frontEnd);
      variables.put("URL", base);
      ServerProcess check = run("page-check", section(CHECK), variables);
      assertThat(check.awaitExit()).as(check.lines().toString()).isZero();
      if (!alone) {
        assertSecondHasItsOwnLimit(new FrontEnd(kind, URI.create(base + "2"), script));
      }
    } finally {
      stop(script);
    }
  }

  @Test
  void every_section_with_commands_is_run() throws IOException {
    assertThat(commands().keySet())
        .containsExactlyInAnyOrder(
            CHECK, "By itself", "Jetty", "Tomcat", "Open Liberty", "WildFly");
  }

  private static String section(String name) throws IOException {
    return Objects.requireNonNull(commands().get(name), name);
  }

  private static void assertSecondHasItsOwnLimit(FrontEnd second) {
    Http http = new Http(second);
    assertThat(http.put("/v1/kv/k", "0123456789").statusCode()).isEqualTo(201);
    assertThat(text(http.get("/v1/kv/k"))).isEqualTo("0123456789");
    assertNotApplied(413, http.put("/v1/kv/k", "0123456789A"));
  }

  private static ServerProcess run(String name, String script, Map<String, String> variables)
      throws IOException {
    return ServerProcess.run(
        name.replace(' ', '-'), List.of("bash", "-euc", script), variables, Redirect.PIPE);
  }

  private static void awaitUp(FrontEnd frontEnd) {
    Polling.until(
        ServletContainer.PATIENCE,
        () -> {
          if (!frontEnd.process().isAlive()) {
            throw new AssertionError(String.join("\n", frontEnd.process().lines()));
          }
          return listens(frontEnd.port())
              && new Http(frontEnd).get("/health/live").statusCode() == 200;
        });
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The server may be the script's child, which does not end with it. */
  private static void stop(ServerProcess script) {
    List<ProcessHandle> all =
        ProcessHandle.of(script.pid()).stream().flatMap(ProcessHandle::descendants).toList();
    all.forEach(ProcessHandle::destroy);
    script.close();
    all.forEach(handle -> handle.onExit().join());
  }

  private static Map<String, String> commands() throws IOException {
    return SECTION
        .matcher(Files.readString(PAGE))
        .results()
        .filter(section -> section.group(2).contains("\n```sh\n"))
        .collect(
            Collectors.toMap(section -> section.group(1), section -> blocks(section.group(2))));
  }

  private static String blocks(String section) {
    return COMMANDS
        .matcher(section)
        .results()
        .map((MatchResult block) -> block.group(1))
        .collect(Collectors.joining());
  }
}
