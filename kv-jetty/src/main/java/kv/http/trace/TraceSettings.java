package kv.http.trace;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import kv.spi.Setting;

/** The settings of {@code kv.trace}. */
public final class TraceSettings {

  /** Empty: no traces. */
  public static final Setting<URI> ENDPOINT =
      new Setting<>(
          "kv.trace.endpoint",
          "Where spans are sent to, as OTLP over HTTP (protobuf): a collector's URL such as"
              + " http://127.0.0.1:4318/v1/traces. Without it there are no traces.",
          Optional.empty(),
          TraceSettings::url);

  public static final Setting<Double> RATIO =
      new Setting<>(
          "kv.trace.ratio",
          "What part of the requests is traced, from 0 to 1, of those whose traceparent field does"
              + " not decide it.",
          Optional.of("1"),
          TraceSettings::ratio);

  public static final Setting<String> SERVICE =
      Setting.text("kv.trace.service", "What traces call this service.", "kv");

  private TraceSettings() {}

  public static List<Setting<?>> all() {
    return List.of(ENDPOINT, RATIO, SERVICE);
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      throw new IllegalArgumentException("must be an http or https URL");
    }
    return url;
  }

  private static double ratio(String text) {
    double ratio = Double.parseDouble(text);
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("must be from 0 to 1");
    }
    return ratio;
  }
}
