package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Addresses 127.0.X.1 and up that no other cluster has, so that each cluster has the standard
 * ports: X is this JVM's for as long as it listens at 127.0.X.254, which the kernel gives to one
 * process only and takes back at its death.
 */
final class LoopbackNetwork implements AutoCloseable {
  private static final int MARK = 7191;
  private static final int ATTEMPTS = 200;

  /** Below the ports that the kernel gives to outgoing connections. */
  private static final int FIRST_LOCAL_PORT = 20_000;

  private static final int LOCAL_PORTS = 32;

  private final int third;
  private final ServerSocket mark;

  private LoopbackNetwork(int third, ServerSocket mark) {
    this.third = third;
    this.mark = mark;
  }

  /** A network whose first {@code hosts} addresses have all of {@code ports} free. */
  static LoopbackNetwork take(RandomGenerator random, int hosts, List<Integer> ports) {
    if (hosts > LOCAL_PORTS) {
      throw new ClusterException("at most " + LOCAL_PORTS + " hosts");
    }
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int third = random.nextInt(1, 255);
      try {
        LoopbackNetwork network = new LoopbackNetwork(third, listen(address(third, 254), MARK));
        OptionalInt taken = network.firstTaken(hosts, ports);
        if (taken.isEmpty()) {
          return network;
        }
        network.close();
      } catch (IOException e) {
        last = e;
      }
    }
    throw new ClusterException(
        "no addresses 127.0.X.1 to 127.0.X.%d with ports %s free: this needs Linux, where all of 127.0.0.0/8 is"
                .formatted(hosts, ports)
            + " loopback, and no firewall on it",
        last == null ? new IOException("all are taken") : last);
  }

  private OptionalInt firstTaken(int hosts, List<Integer> ports) {
    return IntStream.range(0, hosts)
        .filter(
            host ->
                isTaken("127.0.0.1", localPort(host))
                    || ports.stream().anyMatch(port -> isTaken(address(host), port)))
        .findFirst();
  }

  private static boolean isTaken(String address, int port) {
    try {
      listen(address, port).close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static ServerSocket listen(String address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The address of the host with this index, counted from 0. */
  String address(int host) {
    return address(third, host + 1);
  }

  /** A port at 127.0.0.1 for what a host offers there. */
  int localPort(int host) {
    return FIRST_LOCAL_PORT + third * LOCAL_PORTS + host;
  }

  private static String address(int third, int fourth) {
    return "127.0." + third + "." + fourth;
  }

  List<Host> hosts(int number) {
    return IntStream.range(0, number).mapToObj(this::address).map(Host::loopback).toList();
  }

  @Override
  public void close() {
    try {
      mark.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
