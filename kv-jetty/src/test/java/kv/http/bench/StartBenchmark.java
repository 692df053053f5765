package kv.http.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.FreePort;

/** How long it takes from {@code java -jar} to the first 200, as one who polls for it sees it. */
final class StartBenchmark {

  private StartBenchmark() {}

  /** Arguments: the WAR; how often to start it. */
  public static void main(String[] args) throws Exception {
    Path war = Path.of(args[0]);
    HttpClient client = HttpClient.newHttpClient();
    double[] seconds = new double[Integer.parseInt(args[1])];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = start(war, client);
    }
    Arrays.sort(seconds);
    System.out.printf(
        "java -jar to the first 200: median %.2f s, worst %.2f s of %d starts%n",
        seconds[seconds.length / 2], seconds[seconds.length - 1], seconds.length);
  }

  private static double start(Path war, HttpClient client) throws Exception {
    int port = FreePort.find();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dkv.http.port=" + port,
                "-jar",
                war.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
      while (!answers(client, ready)) {
        LockSupport.parkNanos(5_000_000);
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
