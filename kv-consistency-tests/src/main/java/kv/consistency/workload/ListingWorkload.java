package kv.consistency.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import kv.consistency.bridge.Call;
import kv.consistency.bridge.CallReader;
import kv.consistency.check.Limits;
import kv.consistency.client.Answer;
import kv.consistency.client.StoreClient;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Completion;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Evidence;

/**
 * Keys below a few prefixes, each written once and deleted once at most, and listings of a prefix
 * in pages: no key that was acknowledged before is missing, and none shown that was deleted before.
 */
final class ListingWorkload implements Workload {
  private static final int PAGE = 7;
  private static final int PER_PREFIX = 60;

  @Override
  public String name() {
    return "listing";
  }

  @Override
  public String words() {
    return "listings by prefix: no acknowledged key missing, no deleted one shown";
  }

  @Override
  public Set<Need> needs() {
    return Set.of();
  }

  @Override
  public Set<String> functions(Setup setup) {
    return Set.of("add", "remove", "list");
  }

  @Override
  public Load load(Setup setup) {
    return new Prefixes(setup);
  }

  /** An element's life, by the indexes of events; absent where it did not end so. */
  private record Life(Optional<Long> added, Optional<Long> removing, Optional<Long> removed) {
    boolean mustBeListed(Call list, long end) {
      return added.filter(at -> at < list.invocation().index()).isPresent()
          && removing.filter(at -> at < end).isEmpty();
    }

    boolean mustNotBeListed(Call list) {
      return removed.filter(at -> at < list.invocation().index()).isPresent();
    }
  }

  @Override
  public List<CheckResult> check(Path file, Limits limits) throws IOException {
    Map<Value, Map<Value, Life>> lives = lives(file);
    long lists = 0;
    long listed = 0;
    List<String> wrong = new ArrayList<>();
    try (HistoryReader history = Checks.open(file)) {
      CallReader calls = new CallReader(history);
      for (Call call = calls.next(); call != null; call = calls.next()) {
        if (!call.f().equals("list") || !call.isOk() || call.completion() == null) {
          continue;
        }
        lists++;
        Set<Value> shown = new HashSet<>(((Value.Items) call.result()).values());
        listed += shown.size();
        wrong.addAll(wrong(call, shown, lives.getOrDefault(call.invocation().key(), Map.of())));
      }
    }
    Conclusion conclusion =
        !wrong.isEmpty() ? Conclusion.INVALID : listed > 0 ? Conclusion.VALID : Conclusion.UNKNOWN;
    String sentence =
        "%d listings of %d keys, %d of them wrong".formatted(lists, listed, wrong.size())
            + (wrong.isEmpty() ? "" : ": " + wrong.get(0));
    return List.of(new CheckResult("listing", conclusion, sentence, Evidence.none()));
  }

  /** What is wrong with one listing, in words. */
  private static List<String> wrong(Call list, Set<Value> shown, Map<Value, Life> lives) {
    List<String> wrong = new ArrayList<>();
    long end = list.completion() == null ? 0 : list.completion().index();
    lives.forEach(
        (element, life) -> {
          if (life.mustBeListed(list, end) && !shown.contains(element)) {
            wrong.add(text(element) + " is missing on line " + list.line());
          }
          if (life.mustNotBeListed(list) && shown.contains(element)) {
            wrong.add(text(element) + ", which was deleted, is shown on line " + list.line());
          }
        });
    return wrong;
  }

  private static String text(Value element) {
    return element instanceof Value.Int number ? Long.toString(number.value()) : "?";
  }

  private static Map<Value, Map<Value, Life>> lives(Path file) throws IOException {
    Map<Value, Map<Value, Life>> lives = new HashMap<>();
    try (HistoryReader history = Checks.open(file)) {
      CallReader calls = new CallReader(history);
      for (Call call = calls.next(); call != null; call = calls.next()) {
        Value prefix = call.invocation().key();
        if (prefix == null || call.f().equals("list")) {
          continue;
        }
        Optional<Long> end =
            call.isOk() && call.completion() != null
                ? Optional.of(call.completion().index())
                : Optional.empty();
        boolean add = call.f().equals("add");
        boolean mayRemove = !add && !call.isFailed();
        Optional<Long> begin =
            mayRemove ? Optional.of(call.invocation().index()) : Optional.empty();
        lives
            .computeIfAbsent(prefix, key -> new HashMap<>())
            .merge(
                call.argument(),
                add
                    ? new Life(end, Optional.empty(), Optional.empty())
                    : new Life(Optional.empty(), begin, end),
                (a, b) ->
                    new Life(
                        a.added().or(b::added),
                        a.removing().or(b::removing),
                        a.removed().or(b::removed)));
      }
    }
    return lives;
  }

  private static final class Prefixes implements Load {
    private final Setup setup;
    private final AtomicInteger elements = new AtomicInteger();

    Prefixes(Setup setup) {
      this.setup = setup;
    }

    @Override
    public void step(Caller caller, RandomGenerator random) {
      int element = elements.getAndIncrement();
      int prefix = element / PER_PREFIX;
      boolean added = add(caller, prefix, element) instanceof Completion.Ok;
      if (added && random.nextInt(3) == 0) {
        remove(caller, prefix, element);
      }
      if (random.nextInt(3) == 0) {
        list(caller, Math.max(0, prefix - random.nextInt(2)));
      }
    }

    private Completion add(Caller caller, int prefix, int element) {
      return caller.write(
          "add",
          Value.of(prefix),
          Value.of(element),
          client -> {
            Answer answer = client.put(path(prefix) + element, "listed");
            return answer.isSuccess() ? Completion.ok(Value.of(element)) : Caller.refused(answer);
          });
    }

    private void remove(Caller caller, int prefix, int element) {
      caller.write(
          "remove",
          Value.of(prefix),
          Value.of(element),
          client -> {
            Answer answer = client.delete(path(prefix) + element);
            return answer.isSuccess() ? Completion.ok(Value.of(element)) : Caller.refused(answer);
          });
    }

    private Completion list(Caller caller, int prefix) {
      return caller.read("list", Value.of(prefix), Value.NULL, client -> pages(client, prefix));
    }

    private Completion pages(StoreClient client, int prefix) throws IOException {
      List<Value> elements = new ArrayList<>();
      Optional<String> cursor = Optional.empty();
      do {
        Answer answer = client.list(path(prefix), PAGE, cursor);
        if (!answer.isSuccess()) {
          return Completion.fail(answer.words());
        }
        cursor = read(answer.body(), path(prefix).length(), elements);
      } while (cursor.isPresent());
      return Completion.ok(new Value.Items(elements));
    }

    /** Adds a page's elements; its cursor. */
    private static Optional<String> read(String page, int prefix, List<Value> elements)
        throws IOException {
      Optional<String> cursor = Optional.empty();
      try (JsonParser json = new JsonFactory().createParser(page)) {
        while (json.nextToken() != null) {
          if (json.currentToken() == JsonToken.VALUE_STRING) {
            String text = json.getText();
            switch (String.valueOf(json.currentName())) {
              case "key" -> elements.add(Replacement.number(text.substring(prefix)));
              case "cursor" -> cursor = Optional.of(text);
              default -> {}
            }
          }
        }
      }
      return cursor;
    }

    @Override
    public boolean finish(Caller caller) {
      for (int prefix = 0; prefix <= elements.get() / PER_PREFIX; prefix++) {
        if (!(list(caller, prefix) instanceof Completion.Ok)) {
          return false;
        }
      }
      return true;
    }

    private String path(int prefix) {
      return setup.prefix() + "d/" + prefix + "/";
    }
  }
}
