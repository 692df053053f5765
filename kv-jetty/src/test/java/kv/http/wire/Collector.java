package kv.http.wire;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What takes spans by OTLP over HTTP, as a collector does, and keeps them. */
final class Collector implements AutoCloseable {

  /** A span, and the service it is from. */
  record Arrived(String service, Span span) {

    String trace() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    String parent() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }

    Map<String, String> attributes() {
      return span.getAttributesList().stream()
          .collect(
              Collectors.toMap(
                  each -> each.getKey(),
                  each ->
                      each.getValue().hasIntValue()
                          ? Long.toString(each.getValue().getIntValue())
                          : each.getValue().getStringValue()));
    }
  }

  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          try (InputStream body = exchange.getRequestBody()) {
            take(ExportTraceServiceRequest.parseFrom(body));
          }
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private void take(ExportTraceServiceRequest request) {
    request
        .getResourceSpansList()
        .forEach(
            resource -> {
              String service =
                  resource.getResource().getAttributesList().stream()
                      .filter(each -> each.getKey().equals("service.name"))
                      .map(each -> each.getValue().getStringValue())
                      .findFirst()
                      .orElse("");
              resource
                  .getScopeSpansList()
                  .forEach(
                      scope ->
                          scope
                              .getSpansList()
                              .forEach(span -> arrived.add(new Arrived(service, span))));
            });
  }

  String url() {
    return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
  }

  /** All that has arrived so far. */
  List<Arrived> spans() {
    return List.copyOf(arrived);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
