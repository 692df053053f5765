package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionFiguresTest {

  @Test
  void quantiles_are_exact_by_the_nearest_rank() {
    LongColumn latencies = new LongColumn();
    for (long i = 200; i >= 1; i--) {
      latencies.add(i);
    }
    assertThat(Quantiles.of(latencies)).isEqualTo(new Quantiles(100, 190, 198, 200));
  }

  @Test
  void one_latency_is_every_quantile_and_none_is_none() {
    LongColumn latencies = new LongColumn();
    assertThat(Quantiles.of(latencies)).isEqualTo(Quantiles.NONE);
    latencies.add(5);
    assertThat(Quantiles.of(latencies)).isEqualTo(new Quantiles(5, 5, 5, 5));
  }

  @Test
  void thinned_points_are_few_and_keep_the_slowest_and_the_fastest() throws IOException {
    byte[] history = SampleRun.history(30_000, Duration.ofSeconds(60), false);
    Recording recording = Recording.read(SampleRun.reader(history));
    OperationLog log = recording.operations();
    Windows windows = Windows.of(recording.end());
    long operations = 0;
    for (FunctionFigures figures : FunctionFigures.of(log, windows)) {
      List<Long> plotted = new ArrayList<>();
      for (int i = 0; i < figures.points().size(); i++) {
        plotted.add(log.duration((int) figures.points().get(i)));
      }
      assertThat(plotted).hasSizeBetween(400, 3 * 1200).contains(figures.quantiles().max());
      operations += figures.counts().ok() + figures.counts().fail() + figures.counts().info();
    }
    assertThat(operations).isEqualTo(30_000);
  }

  @Test
  void windows_are_of_a_round_width_and_few() {
    assertThat(Windows.of(0)).isEqualTo(new Windows(1_000_000, 1));
    assertThat(Windows.of(60_000_000_000L)).isEqualTo(new Windows(500_000_000, 121));
    for (long end = 1; end < Long.MAX_VALUE / 4; end *= 3) {
      Windows windows = Windows.of(end);
      assertThat(windows.count()).isLessThanOrEqualTo(150);
      assertThat(windows.at(end)).isEqualTo(windows.count() - 1);
    }
  }
}
