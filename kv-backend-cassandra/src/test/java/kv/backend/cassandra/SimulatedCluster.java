package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import com.datastax.oss.driver.internal.core.metadata.NodeStateEvent;
import com.datastax.oss.protocol.internal.Frame;
import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.request.Execute;
import com.datastax.oss.protocol.internal.request.Prepare;
import com.datastax.oss.protocol.internal.response.result.Prepared;
import com.datastax.oss.protocol.internal.response.result.RowsMetadata;
import com.datastax.oss.simulacron.common.cluster.AbstractNode;
import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.common.stubbing.Action;
import com.datastax.oss.simulacron.common.stubbing.MessageResponseAction;
import com.datastax.oss.simulacron.common.stubbing.StubMapping;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.Inet4Resolver;
import com.datastax.oss.simulacron.server.Server;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import kv.spi.Settings;

/**
 * Simulacron's nodes in this JVM, at loopback addresses and a port of their own. They answer each
 * prepared statement by its {@link Script}, and keep count.
 */
final class SimulatedCluster implements AutoCloseable {

  static final String DATACENTER = "dc1";

  /** What a node does about a statement. */
  @FunctionalInterface
  interface Answer {
    List<Action> to(AbstractNode<?, ?> node, Frame frame);

    static Answer of(Message message) {
      return (node, frame) -> List.of(new MessageResponseAction(message));
    }
  }

  /** The answers to a statement, in the order in which it comes; the last one for ever. */
  static final class Script {

    private final List<Answer> answers;
    private final List<InetAddress> seenBy = new CopyOnWriteArrayList<>();
    private final Semaphore seen = new Semaphore(0);

    private Script(List<Answer> answers) {
      this.answers = answers;
    }

    /** The nodes that were asked, as often as they were. */
    List<InetAddress> seenBy() {
      return List.copyOf(seenBy);
    }

    /** Waits until the nodes were asked {@code times} more. */
    void awaitSeen(int times) throws InterruptedException {
      if (!seen.tryAcquire(times, 30, TimeUnit.SECONDS)) {
        throw new AssertionError("the nodes were asked " + seenBy.size() + " times only");
      }
    }

    private synchronized List<Action> execute(AbstractNode<?, ?> node, Frame frame) {
      Answer answer = answers.get(Math.min(seenBy.size(), answers.size() - 1));
      seenBy.add(node.inet());
      seen.release();
      return answer.to(node, frame);
    }
  }

  private final Server server;
  private final BoundCluster cluster;
  private final Map<ByteBuffer, Script> scripts = new ConcurrentHashMap<>();

  SimulatedCluster(int nodes) {
    byte[] first = {127, 0, (byte) ThreadLocalRandom.current().nextInt(100, 250), 1};
    server =
        Server.builder().withAddressResolver(new Inet4Resolver(first, freePort(first))).build();
    cluster = server.register(ClusterSpec.builder().withNodes(nodes));
    cluster.getStubStore().register(new SimulatedSchema());
    cluster.getStubStore().register(new Scripts());
  }

  private static int freePort(byte[] address) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(address))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<BoundNode> nodes() {
    return List.copyOf(cluster.getNodes());
  }

  /** A session as the backends have it. */
  CqlSession open() {
    return Connection.open(settings());
  }

  private Settings settings() {
    BoundNode contact = nodes().get(0);
    Map<String, String> texts =
        Map.of(
            CassandraSettings.CONTACT_POINTS.name(),
            contact.inet().getHostAddress() + ":" + contact.port(),
            CassandraSettings.LOCAL_DATACENTER.name(),
            DATACENTER);
    return new Settings(name -> Optional.ofNullable(texts.get(name)));
  }

  Script script(String statement, Answer... answers) {
    Script script = new Script(List.of(answers));
    scripts.put(id(statement), script);
    return script;
  }

  /** The node ends its connections and takes none, and the sessions plan without it. */
  void stop(BoundNode node, CqlSession... sessions) throws InterruptedException {
    CountDownLatch noticed = new CountDownLatch(sessions.length);
    for (CqlSession session : sessions) {
      InternalDriverContext context = (InternalDriverContext) session.getContext();
      context
          .getEventBus()
          .register(
              NodeStateEvent.class,
              event -> {
                if (event.newState == NodeState.DOWN) {
                  afterAllListeners(context, noticed::countDown);
                }
              });
    }
    node.stop();
    if (!noticed.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("a session has not noticed that " + node + " stopped");
    }
  }

  /**
   * The bus calls its listeners one after the other, on the thread that fires, in no known order:
   * the load balancing policy may hear of an event after this class does.
   */
  private static void afterAllListeners(InternalDriverContext context, Runnable task) {
    for (EventExecutor executor : context.getNettyOptions().adminEventExecutorGroup()) {
      if (executor.inEventLoop()) {
        executor.execute(task);
      }
    }
  }

  private static ByteBuffer id(String statement) {
    return ByteBuffer.wrap(statement.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Scripts extends StubMapping {

    @Override
    public boolean matches(Frame frame) {
      return frame.message instanceof Prepare prepare
          ? scripts.containsKey(id(prepare.cqlQuery))
          : frame.message instanceof Execute execute
              && scripts.containsKey(ByteBuffer.wrap(execute.queryId));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public List<Action> getActions(AbstractNode node, Frame frame) {
      if (frame.message instanceof Prepare prepare) {
        byte[] id = id(prepare.cqlQuery).array();
        RowsMetadata none = new RowsMetadata(List.of(), null, new int[0], null);
        return List.of(new MessageResponseAction(new Prepared(id, id, none, none)));
      }
      ByteBuffer id = ByteBuffer.wrap(((Execute) frame.message).queryId);
      return Objects.requireNonNull(scripts.get(id)).execute((AbstractNode<?, ?>) node, frame);
    }
  }
}
