package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import kv.spi.ConfigurationException;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.Setting;
import kv.spi.Settings;

/** The backend {@code cassandra}: the store in an Apache Cassandra cluster. */
public final class CassandraBackendProvider implements KvBackendProvider {

  @Override
  public String name() {
    return "cassandra";
  }

  @Override
  public List<Setting<?>> settings() {
    return CassandraSettings.all();
  }

  @Override
  public KvBackend open(Context context) {
    Mode mode = context.settings().get(CassandraSettings.MODE);
    Ids ids = new Ids(new SecureRandom());
    return switch (mode) {
      case SERIAL ->
          open(
              context,
              Layout.SERIAL,
              store -> new SerialBackend(store, ids, context.clock(), context.maxValueSize()));
      case QUORUM, EVENTUAL ->
          open(
              context,
              mode == Mode.QUORUM ? Layout.QUORUM : Layout.EVENTUAL,
              store ->
                  new LastWriteWinsBackend(
                      store, mode, ids, context.clock(), context.maxValueSize()));
    };
  }

  @Override
  public Lockable openLockable(Context context) {
    return switch (context.settings().get(CassandraSettings.MODE)) {
      case SERIAL -> new Lockable.Deciding(open(context));
      case QUORUM ->
          new Lockable.Keeping(
              open(
                  context,
                  Layout.QUORUM_UNDER_LOCKS,
                  store ->
                      new CassandraTimestampedStore(
                          store, context.clock(), context.maxValueSize())));
      case EVENTUAL ->
          throw new ConfigurationException(
              "kv.cassandra.mode is 'eventual', which no lock makes stronger: a read of one replica"
                  + " may miss what was written under the lock");
    };
  }

  private static <T> T open(Context context, Layout layout, Function<Store, T> make) {
    Settings settings = context.settings();
    CqlSession session = Connection.open(settings);
    Runnable close = session::close;
    try {
      new ClusterSettings(session).verify(layout, settings, context.maxValueSize());
      Store store =
          new Store(
              session,
              settings.get(CassandraSettings.REQUEST_TIMEOUT),
              settings.get(CassandraSettings.KEYSPACE),
              new Keyspace(session, settings).prepare(layout));
      close = store::close;
      return make.apply(store);
    } catch (DriverException e) {
      close.run();
      throw new ConfigurationException("the cluster can't be used: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      close.run();
      throw e;
    }
  }
}
