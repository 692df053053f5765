package kv.spi.locked;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.spi.KvException;
import kv.spi.lock.Grant;
import org.jspecify.annotations.Nullable;

/** Notes the calls of a backend to its services by their names, and lets some fail. */
final class Recorder {

  private static final Set<String> OF_THE_SERVER = Set.of("features", "health", "close");

  private record Failure(boolean performed, KvException thrown) {}

  private final List<String> calls = new ArrayList<>();
  private final Map<String, ArrayDeque<Failure>> failures = new HashMap<>();
  private Optional<Grant> lastGrant = Optional.empty();

  /** The calls since the last time that they were asked for. */
  List<String> calls() {
    List<String> since = List.copyOf(calls);
    calls.clear();
    return since;
  }

  Grant lastGrant() {
    return lastGrant.orElseThrow();
  }

  /** The next call of {@code method} is not performed and throws {@code thrown}. */
  void refuse(String method, KvException thrown) {
    fail(method, new Failure(false, thrown));
  }

  /** The next call of {@code method} is performed, and throws {@code thrown} all the same. */
  void loseAnswer(String method, KvException thrown) {
    fail(method, new Failure(true, thrown));
  }

  private void fail(String method, Failure failure) {
    failures.computeIfAbsent(method, none -> new ArrayDeque<>()).add(failure);
  }

  <T> T of(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(target, method, arguments)));
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (OF_THE_SERVER.contains(method.getName())) {
      return method.invoke(target, arguments);
    }
    calls.add(method.getName());
    ArrayDeque<Failure> planned = failures.getOrDefault(method.getName(), new ArrayDeque<>());
    Optional<Failure> failure = Optional.ofNullable(planned.poll());
    if (failure.isPresent() && !failure.get().performed()) {
      throw failure.get().thrown();
    }
    Object answer;
    try {
      answer = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (answer instanceof Grant grant) {
      lastGrant = Optional.of(grant);
    }
    if (failure.isPresent()) {
      throw failure.get().thrown();
    }
    return answer;
  }
}
