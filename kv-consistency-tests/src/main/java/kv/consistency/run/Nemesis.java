package kv.consistency.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kv.consistency.cluster.ClusterException;
import kv.consistency.fault.Fault;
import kv.consistency.fault.Fault.Injection;
import kv.consistency.fault.Targets;
import kv.consistency.history.Value;
import kv.consistency.recording.Recording;
import kv.consistency.topology.Deployment;

/**
 * Does faults to a deployment, one after another and two at a time, until it is told to stop; then
 * it heals what it has done. What it chooses follows from the seed, and from what runs when it
 * chooses. Every fault is recorded: that it began, that it was seen to take effect, that it is
 * healed.
 */
final class Nemesis implements Runnable {
  private static final int SHORTEST_PAUSE = 500;
  private static final int LONGEST_PAUSE = 4_000;

  private final Deployment deployment;
  private final List<Fault> faults;
  private final Targets targets;
  private final Recording recording;
  private final SplittableRandom random;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Deque<Fault> deck = new ArrayDeque<>();
  private final Set<Fault> waiting = ConcurrentHashMap.newKeySet();
  private int injected;
  private volatile String current = "";

  private record Active(int id, Fault fault, Injection injection) {}

  Nemesis(Deployment deployment, Plan plan, Recording recording) {
    this.deployment = deployment;
    this.faults = plan.faults();
    this.targets = new Targets(plan.roles());
    this.recording = recording;
    this.random = new SplittableRandom(plan.seed() ^ 0x6e656d65736973L);
    waiting.addAll(faults);
  }

  /** What is being done, in words; empty if nothing. */
  String current() {
    return current;
  }

  /** Lets {@link #run} heal and return. */
  void stop() {
    stop.countDown();
  }

  @Override
  public void run() {
    while (!faults.isEmpty() && !stopped(random.nextInt(SHORTEST_PAUSE, LONGEST_PAUSE))) {
      List<Active> active = begin();
      if (active.isEmpty()) {
        continue;
      }
      current = words(active);
      stopped(longest(active));
      heal(active);
      current = "";
    }
  }

  /** Whether every kind of fault has had its turn. */
  boolean hasTriedAll() {
    return waiting.isEmpty();
  }

  /** One fault, or two of different kinds; at first two, so that short runs see more. */
  private List<Active> begin() {
    boolean two = faults.size() > 1 && (injected == 0 || random.nextBoolean());
    Set<Fault> chosen = new LinkedHashSet<>();
    while (chosen.size() < (two ? 2 : 1)) {
      chosen.add(draw());
    }
    List<Active> active = new ArrayList<>();
    for (Fault fault : chosen) {
      try {
        fault
            .inject(deployment, targets, random)
            .ifPresent(injection -> active.add(record(fault, injection)));
      } catch (ClusterException e) {
        // Such as a process that another fault has taken away; what was done is healed in the end.
        tellFailure(fault, e);
      }
    }
    return active;
  }

  /** No kind comes again before all others have. */
  private Fault draw() {
    if (deck.isEmpty()) {
      List<Fault> order = new ArrayList<>(faults);
      Collections.shuffle(order, new Random(random.nextLong()));
      deck.addAll(order);
    }
    return deck.pop();
  }

  private Active record(Fault fault, Injection injection) {
    waiting.remove(fault);
    Active active = new Active(injected++, fault, injection);
    tell(active, "begin");
    tell(active, injection.tookEffect() ? "effective" : "failed");
    return active;
  }

  private long longest(List<Active> active) {
    return active.stream()
        .map(each -> each.injection().span())
        .mapToLong(span -> random.nextLong(span.shortest(), span.longest()))
        .max()
        .orElse(0);
  }

  private void heal(List<Active> active) {
    for (Active each : active) {
      try {
        each.injection().heal();
      } catch (ClusterException e) {
        // Such as a node that can't come back while another fault holds: the run ends by healing
        // all.
        current = String.valueOf(e.getMessage());
        continue;
      }
      tell(each, "healed");
    }
  }

  private void tell(Active active, String phase) {
    Map<String, Value> event = new LinkedHashMap<>();
    event.put("phase", Value.of(phase));
    event.put("id", Value.of(active.id()));
    event.put("on", new Value.Items(active.injection().on().stream().map(Value::of).toList()));
    event.put("words", Value.of(active.injection().words()));
    recording.nemesis(active.fault().name(), event);
  }

  private void tellFailure(Fault fault, ClusterException e) {
    recording.nemesis(
        fault.name(),
        Map.of(
            "phase", Value.of("failed"),
            "id", Value.of(injected++),
            "on", new Value.Items(List.of()),
            "words", Value.of(String.valueOf(e.getMessage()))));
  }

  private static String words(List<Active> active) {
    return active.stream()
        .map(each -> each.fault().name() + ": " + each.injection().words())
        .collect(Collectors.joining("; "));
  }

  /** Whether it was told to stop before so much time was over. */
  private boolean stopped(long millis) {
    try {
      return stop.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
