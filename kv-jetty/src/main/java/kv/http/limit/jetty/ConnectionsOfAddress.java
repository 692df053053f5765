package kv.http.limit.jetty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kv.http.limit.Clients;
import kv.http.limit.Counts;
import kv.http.limit.Refusals;
import org.eclipse.jetty.io.SelectorManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection at once where its remote address has as many as it may have. */
final class ConnectionsOfAddress implements SelectorManager.AcceptListener {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionsOfAddress.class);

  private final int max;
  private final Refusals refusals;
  private final Map<SelectableChannel, String> open = new ConcurrentHashMap<>();
  private final Counts counts = new Counts();

  ConnectionsOfAddress(int max, Refusals refusals) {
    this.max = max;
    this.refusals = refusals;
  }

  int open() {
    return open.size();
  }

  /** A channel that is closed here is reported as failed afterwards, which counts it off again. */
  @Override
  public void onAccepting(SelectableChannel channel) {
    try {
      InetSocketAddress remote = (InetSocketAddress) ((SocketChannel) channel).getRemoteAddress();
      String site = Clients.site(remote.getAddress());
      open.put(channel, site);
      if (counts.up(site) > max) {
        refusals.count(Refusals.Reason.CONNECTIONS_OF_ADDRESS);
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("a connection ended while it was accepted", e);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    String site = open.remove(channel);
    if (site != null) {
      counts.down(site);
    }
  }
}
