package kv.http.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** What the front end is measured against: the least that Jetty needs to serve a map. */
final class BareServers {

  private BareServers() {}

  /** Starts one, {@code handler} or {@code servlet}, and prints its port. */
  public static void main(String[] args) throws Exception {
    Server server = new Server(new QueuedThreadPool(200));
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(args[0].equals("handler") ? new MapHandler() : servlet());
    server.start();
    System.out.println(
        "bare " + args[0] + " is ready at http://127.0.0.1:" + connector.getLocalPort() + "/");
    server.join();
  }

  private static Handler servlet() {
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(new MapServlet()), "/*");
    return context;
  }

  private static final class MapHandler extends Handler.Abstract {
    private final Map<String, byte[]> map = new ConcurrentHashMap<>();

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String path = request.getHttpURI().getPath();
      if (request.getMethod().equals("PUT")) {
        ByteBuffer body = Content.Source.asByteBuffer(request);
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        map.put(path, bytes);
        response.setStatus(204);
        response.write(true, ByteBuffer.allocate(0), callback);
        return true;
      }
      byte[] value = map.getOrDefault(path, new byte[0]);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, value.length);
      response.write(true, ByteBuffer.wrap(value), callback);
      return true;
    }
  }

  private static final class MapServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Map<String, byte[]> map = new ConcurrentHashMap<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] value = map.getOrDefault(request.getRequestURI(), new byte[0]);
      response.setContentType("text/plain");
      response.setContentLength(value.length);
      response.getOutputStream().write(value);
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      map.put(request.getRequestURI(), request.getInputStream().readAllBytes());
      response.setStatus(204);
    }
  }
}
