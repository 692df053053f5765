package kv.http.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads of an attack; what one of them throws, whoever waits for them gets. */
final class Crew implements AutoCloseable {

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<Future<?>> tasks = new ArrayList<>();

  /** What may throw anything. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  void start(Task task) {
    Callable<Boolean> callable =
        () -> {
          task.run();
          return true;
        };
    tasks.add(executor.submit(callable));
  }

  void await() throws InterruptedException, ExecutionException {
    for (Future<?> task : tasks) {
      task.get();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
