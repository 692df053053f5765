package kv.lock.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import kv.consistency.cluster.EtcdCluster;

/**
 * The network between one front end and the members, which can be stopped in one direction or both:
 * what is sent meanwhile arrives later. So a front end can be cut off from its lease, as if it had
 * been paused, and answers can be kept from it.
 */
final class Network implements AutoCloseable {

  private final List<ServerSocket> servers = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final ReentrantLock mutex = new ReentrantLock();
  private final Condition changed = mutex.newCondition();
  private boolean requestsFlow = true;
  private boolean answersFlow = true;
  private boolean closed;

  Network(EtcdCluster cluster) throws IOException {
    for (String endpoint : cluster.endpoints()) {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      servers.add(server);
      start(() -> serve(server, URI.create(endpoint)));
    }
  }

  /** What stands for the members in {@code kv.etcd.endpoints}. */
  String endpoints() {
    return String.join(
        ",", servers.stream().map(server -> "127.0.0.1:" + server.getLocalPort()).toList());
  }

  void stopAnswers() {
    set(true, false);
  }

  void stopAll() {
    set(false, false);
  }

  void go() {
    set(true, true);
  }

  private void set(boolean requests, boolean answers) {
    mutex.lock();
    try {
      requestsFlow = requests;
      answersFlow = answers;
      changed.signalAll();
    } finally {
      mutex.unlock();
    }
  }

  private void serve(ServerSocket server, URI member) {
    while (true) {
      try {
        Socket client = server.accept();
        Socket upstream = new Socket(member.getHost(), member.getPort());
        keep(client);
        keep(upstream);
        start(() -> copy(client, upstream, true));
        start(() -> copy(upstream, client, false));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private void copy(Socket from, Socket to, boolean requests) {
    byte[] buffer = new byte[8192];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      while (true) {
        int length = in.read(buffer);
        if (length < 0 || !awaitFlow(requests)) {
          return;
        }
        out.write(buffer, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // One side has closed it; so does the other.
    }
  }

  /** False if it is closed. */
  private boolean awaitFlow(boolean requests) {
    mutex.lock();
    try {
      while (!closed && !(requests ? requestsFlow : answersFlow)) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      mutex.unlock();
    }
  }

  private void keep(Socket socket) {
    mutex.lock();
    try {
      sockets.add(socket);
    } finally {
      mutex.unlock();
    }
  }

  private static void start(Runnable action) {
    Thread thread = new Thread(action, "network");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    mutex.lock();
    try {
      closed = true;
      changed.signalAll();
      for (ServerSocket server : servers) {
        server.close();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      mutex.unlock();
    }
  }
}
