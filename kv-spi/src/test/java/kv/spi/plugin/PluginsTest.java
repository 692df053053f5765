package kv.spi.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kv.spi.ConfigurationException;
import kv.spi.Deadline;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.Settings;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

  private static final String SERVICE = "META-INF/services/" + KvBackendProvider.class.getName();

  /** A provider whose backend reports, as its health, what it sees of its surroundings. */
  private static final String PROVIDER =
      """
      package sample;
      import java.util.*;
      import kv.spi.*;
      public class Provider implements KvBackendProvider {
        %s
        public String name() { %s }
        public List<Setting<?>> settings() { return List.of(); }
        public KvBackend open(Context context) {
          %s
          return new KvBackend() {
            public Capabilities capabilities() { return new Capabilities(Set.of(), Guarantee.EVENTUAL); }
            public Optional<Entry> get(Key key, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public PutResult put(Put put, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public DeleteResult delete(Delete delete, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public Page list(ListQuery query, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public Health health() {
              ClassLoader own = Provider.class.getClassLoader();
              String hidden;
              try {
                hidden = Class.forName("org.assertj.core.api.Assertions", false, own).getName();
              } catch (ClassNotFoundException e) {
                hidden = "hidden";
              }
              boolean context = Thread.currentThread().getContextClassLoader() == own;
              return new Health.Down(context + " " + hidden + " " + (own.getResource("sample/Provider.class") != null));
            }
            public void close() {}
          };
        }
      }
      """;

  /** A lock manager whose identity says whether it is called under its own loader. */
  private static final String LOCKS =
      """
      package sample;
      import java.time.Duration;
      import java.util.*;
      import kv.spi.*;
      import kv.spi.lock.*;
      public class Locks implements LockManagerProvider {
        public String name() { return "sample-locks"; }
        public List<Setting<?>> settings() { return List.of(); }
        public LockManager open(Context context) {
          return new LockManager() {
            public String identity(Deadline deadline) {
              return "" + (Thread.currentThread().getContextClassLoader() == Locks.class.getClassLoader());
            }
            public void startNewLife(String identity, Deadline deadline) {}
            public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public Commit commit(Grant grant, Deadline deadline) { return Commit.LOST; }
            public void abandon(Grant grant) {}
            public Look look(Key key, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) { throw new OutcomeUnknownException("no"); }
            public boolean unlockStore(String owner, Deadline deadline) { return false; }
            public Optional<StoreLock> storeLock(Deadline deadline) { return Optional.empty(); }
            public int waiting(Key key) { return 0; }
            public Health health() { return Health.Up.UP; }
            public void close() {}
          };
        }
      }
      """;

  private static final KvBackendProvider.Context CONTEXT =
      new KvBackendProvider.Context(
          new Settings(name -> Optional.empty()), InstantSource.system(), System::nanoTime, 1024);

  @TempDir Path temporary;

  @Test
  void a_plug_in_sees_its_own_jars_and_the_contracts_but_not_the_servers_class_path()
      throws IOException {
    plugin("a", "", "return \"sample\";", "");
    try (Plugins plugins = Plugins.load(List.of(root()))) {
      KvBackend backend = plugins.backend("sample").open(CONTEXT);
      ClassLoader before = Thread.currentThread().getContextClassLoader();

      assertThat(backend.health()).isEqualTo(new Health.Down("true hidden true"));
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
  }

  @Test
  void the_callers_context_class_loader_is_back_after_a_call_that_throws() throws IOException {
    plugin("a", "", "return \"sample\";", "");
    try (Plugins plugins = Plugins.load(List.of(root()))) {
      KvBackend backend = plugins.backend("sample").open(CONTEXT);
      ClassLoader before = Thread.currentThread().getContextClassLoader();

      assertThatThrownBy(() -> backend.get(Key.utf8("k"), Deadline.in(Duration.ofSeconds(1))))
          .hasMessage("no");
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
  }

  @Test
  void an_unknown_name_is_refused_with_the_names_there_are() throws IOException {
    plugin("a", "", "return \"sample\";", "");
    try (Plugins plugins = Plugins.load(List.of(root()))) {
      assertThatThrownBy(() -> plugins.backend("other"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'other'")
          .hasMessageContaining("[sample]");
    }
  }

  @Test
  void a_plug_in_may_hold_a_lock_manager_alone_and_it_runs_under_its_own_loader()
      throws IOException {
    Files.createDirectories(root().resolve("a"));
    PluginJar.write(
        temporary,
        root().resolve("a/a.jar"),
        Map.of("sample.Locks", LOCKS),
        Map.of("META-INF/services/" + LockManagerProvider.class.getName(), "sample.Locks\n"));
    try (Plugins plugins = Plugins.load(List.of(root()))) {
      assertThat(plugins.backends()).isEmpty();
      assertThat(plugins.lockManagers())
          .extracting(LockManagerProvider::name)
          .containsExactly("local", "sample-locks");
      LockManager locks =
          plugins
              .lockManager("sample-locks")
              .orElseThrow()
              .open(new LockManagerProvider.Context(CONTEXT.settings(), System::nanoTime, 1));
      assertThat(locks.identity(Deadline.in(Duration.ofSeconds(1)))).isEqualTo("true");
      assertThat(plugins.lockManager("none")).isEmpty();
      assertThatThrownBy(() -> plugins.lockManager("tape"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("kv.lock is 'tape'")
          .hasMessageContaining("[local, none, sample-locks]");
    }
  }

  @Test
  void the_name_of_the_servers_own_lock_manager_is_taken() throws IOException {
    Files.createDirectories(root().resolve("a"));
    PluginJar.write(
        temporary,
        root().resolve("a/a.jar"),
        Map.of("sample.Locks", LOCKS.replace("sample-locks", "local")),
        Map.of("META-INF/services/" + LockManagerProvider.class.getName(), "sample.Locks\n"));
    assertRefused("two plug-ins are named 'local'", "root/a");
  }

  @Test
  void two_of_one_name_are_refused_with_both_directories() throws IOException {
    plugin("a", "", "return \"sample\";", "");
    plugin("b", "", "return \"sample\";", "");
    assertRefused("two plug-ins are named 'sample'", "root/a", "root/b");
  }

  @Test
  void a_directory_without_a_provider_is_refused() throws IOException {
    Files.createDirectories(root().resolve("a"));
    PluginJar.write(
        temporary, root().resolve("a/a.jar"), Map.of("x.X", "package x; class X {}"), Map.of());
    assertRefused("root/a has no provider", SERVICE);
  }

  @Test
  void a_directory_without_a_jar_is_refused() throws IOException {
    Files.createDirectories(root().resolve("a"));
    assertRefused("root/a holds no jar");
  }

  @Test
  void a_root_that_is_not_there_is_refused() {
    assertRefused("root can't be read");
  }

  @Test
  void a_provider_that_throws_while_it_is_made_is_refused_with_the_cause() throws IOException {
    plugin(
        "a",
        "public Provider() { throw new IllegalStateException(\"broken\"); }",
        "return \"sample\";",
        "");
    assertRefused("root/a has a provider that fails", "sample.Provider");
  }

  @Test
  void a_provider_that_throws_when_asked_its_name_is_refused_with_the_cause() throws IOException {
    plugin("a", "", "throw new IllegalStateException(\"nameless\");", "");
    assertRefused("root/a has a provider that fails", "nameless");
  }

  @Test
  void a_provider_named_in_services_but_not_there_is_refused() throws IOException {
    Files.createDirectories(root().resolve("a"));
    PluginJar.write(
        temporary,
        root().resolve("a/a.jar"),
        Map.of("x.X", "package x; class X {}"),
        Map.of(SERVICE, "sample.Missing\n"));
    assertRefused("root/a has a provider that fails", "sample.Missing");
  }

  @Test
  void a_backend_that_fails_to_open_is_refused_with_directory_and_cause() throws IOException {
    plugin(
        "a", "", "return \"sample\";", "if (true) throw new IllegalStateException(\"no disk\");");
    try (Plugins plugins = Plugins.load(List.of(root()))) {
      assertThatThrownBy(() -> plugins.backend("sample").open(CONTEXT))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("root/a")
          .hasMessageContaining("no disk");
    }
  }

  @Test
  void a_configuration_error_of_a_backend_reaches_the_caller_as_it_is() throws IOException {
    plugin(
        "a",
        "",
        "return \"sample\";",
        "if (true) throw new ConfigurationException(\"kv.sample.size is wrong\");");
    try (Plugins plugins = Plugins.load(List.of(root()))) {
      assertThatThrownBy(() -> plugins.backend("sample").open(CONTEXT))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage("kv.sample.size is wrong");
    }
  }

  private Path root() {
    return temporary.resolve("root");
  }

  private void plugin(String directory, String members, String name, String open)
      throws IOException {
    Files.createDirectories(root().resolve(directory));
    PluginJar.write(
        temporary,
        root().resolve(directory).resolve("plugin.jar"),
        Map.of("sample.Provider", PROVIDER.formatted(members, name, open)),
        Map.of(SERVICE, "sample.Provider\n"));
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> Plugins.load(List.of(root())))
        .isInstanceOf(ConfigurationException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }
}
