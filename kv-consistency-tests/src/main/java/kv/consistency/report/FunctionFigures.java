package kv.consistency.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The figures of one function's operations. What is plotted of single operations is thinned; all
 * else is of every operation.
 *
 * @param quantiles of the latencies of all that ended, however they did
 * @param windows the quantiles of those that began in each window
 * @param rates how many ended in each window, by {@link Ending#code}
 * @param points numbers of the operations to plot, in order
 */
record FunctionFigures(
    String name,
    OutcomeCounts counts,
    Quantiles quantiles,
    List<Quantiles> windows,
    List<LongColumn> rates,
    LongColumn points) {
  private static final int ENDINGS = Ending.values().length;

  static List<FunctionFigures> of(OperationLog log, Windows windows) {
    List<FunctionFigures> all = new ArrayList<>();
    List<String> names = log.functions();
    for (int function = 0; function < names.size(); function++) {
      all.add(of(log, windows, function, names.get(function)));
    }
    return all;
  }

  private static FunctionFigures of(OperationLog log, Windows windows, int function, String name) {
    List<LongColumn> rates =
        Stream.generate(() -> LongColumn.zeros(windows.count())).limit(ENDINGS).toList();
    List<LongColumn> ended = Stream.generate(LongColumn::new).limit(ENDINGS).toList();
    List<Quantiles> quantiles = new ArrayList<>();
    LongColumn everything = new LongColumn();
    LongColumn window = new LongColumn();
    for (int i = 0; i < log.size(); i++) {
      if (log.function(i) != function) {
        continue;
      }
      Ending ending = log.ending(i);
      ended.get(ending.code()).add(i);
      if (ending == Ending.OPEN) {
        continue;
      }
      long duration = log.duration(i);
      rates.get(ending.code()).increment(windows.at(log.start(i) + duration));
      while (quantiles.size() < windows.at(log.start(i))) {
        quantiles.add(Quantiles.of(window));
        window.clear();
      }
      window.add(duration);
      everything.add(duration);
    }
    while (quantiles.size() < windows.count()) {
      quantiles.add(Quantiles.of(window));
      window.clear();
    }
    OutcomeCounts counts =
        new OutcomeCounts(
            ended.get(Ending.OK.code()).size(),
            ended.get(Ending.FAIL.code()).size(),
            ended.get(Ending.INFO.code()).size() + ended.get(Ending.OPEN.code()).size());
    LongColumn points = new LongColumn();
    Thinning thinning = new Thinning(log, windows.width() * windows.count());
    for (Ending ending : List.of(Ending.OK, Ending.FAIL, Ending.INFO)) {
      thinning.thin(ended.get(ending.code()), points);
    }
    points.sort();
    return new FunctionFigures(name, counts, Quantiles.of(everything), quantiles, rates, points);
  }
}
