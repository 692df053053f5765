package kv.http.ops;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.EncoderBase;

/** Log lines in either format, to be changed while it is in use. */
final class LineEncoder extends EncoderBase<ILoggingEvent> {

  /** Of the access log, whose lines end with the request's id. */
  static final String WITHOUT_REQUEST =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} [-] %msg%n";

  static final String WITH_REQUEST =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} [%X{request:--}] %msg%n";

  private final PatternLayoutEncoder text = new PatternLayoutEncoder();
  private final JsonEncoder json = new JsonEncoder();
  private volatile LogFormat format;

  LineEncoder(Context context, LogFormat format, String pattern) {
    this.format = format;
    setContext(context);
    text.setContext(context);
    text.setPattern(pattern);
    json.setContext(context);
    json.setWithSequenceNumber(false);
    json.setWithContext(false);
    json.setWithArguments(false);
    json.setWithMessage(false);
    json.setWithFormattedMessage(true);
  }

  void use(LogFormat next) {
    format = next;
  }

  @Override
  public void start() {
    text.start();
    json.start();
    super.start();
  }

  @Override
  public void stop() {
    super.stop();
    text.stop();
    json.stop();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return format == LogFormat.JSON ? json.encode(event) : text.encode(event);
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
