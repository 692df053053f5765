package kv.http.call;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Formats dates as IMF-fixdate (RFC 9110, section 5.6.7), remembering the last second asked for.
 */
final class HttpDates {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private volatile Second last = new Second(0, IMF_FIXDATE.format(Instant.EPOCH));

  private record Second(long epochSecond, String text) {}

  String format(Instant instant) {
    Second known = last;
    if (known.epochSecond() == instant.getEpochSecond()) {
      return known.text();
    }
    Second second = new Second(instant.getEpochSecond(), IMF_FIXDATE.format(instant));
    last = second;
    return second.text();
  }
}
