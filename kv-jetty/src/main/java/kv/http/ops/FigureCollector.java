package kv.http.ops;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kv.spi.Figure;
import kv.spi.Figure.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures as Prometheus has them, asked for anew at each scrape: {@code cassandra.connections} is
 * {@code kv_cassandra_connections}.
 */
record FigureCollector(Supplier<List<Figure>> figures) implements MultiCollector {

  private static final Logger LOG = LoggerFactory.getLogger(FigureCollector.class);

  @Override
  public MetricSnapshots collect() {
    try {
      Map<String, List<Figure>> byName =
          figures.get().stream()
              .collect(
                  Collectors.groupingBy(
                      FigureCollector::name, LinkedHashMap::new, Collectors.toList()));
      List<MetricSnapshot> all =
          byName.entrySet().stream().map(each -> snapshot(each.getKey(), each.getValue())).toList();
      return new MetricSnapshots(all);
    } catch (RuntimeException e) {
      LOG.error("the backend's figures can't be shown: a plug-in broke its contract", e);
      return new MetricSnapshots();
    }
  }

  private static String name(Figure figure) {
    return "kv_" + figure.name().replace('.', '_').replace('-', '_');
  }

  private static MetricSnapshot snapshot(String name, List<Figure> figures) {
    String help = figures.get(0).description();
    if (figures.get(0).kind() == Kind.COUNTER) {
      CounterSnapshot.Builder counters = CounterSnapshot.builder().name(name).help(help);
      figures.forEach(
          figure ->
              counters.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels(figure))
                      .value(figure.value())
                      .build()));
      return counters.build();
    }
    GaugeSnapshot.Builder gauges = GaugeSnapshot.builder().name(name).help(help);
    figures.forEach(
        figure ->
            gauges.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(figure))
                    .value(figure.value())
                    .build()));
    return gauges.build();
  }

  private static Labels labels(Figure figure) {
    Map<String, String> labels = new TreeMap<>(figure.labels());
    return Labels.of(
        labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
  }
}
