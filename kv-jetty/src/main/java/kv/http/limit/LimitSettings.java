package kv.http.limit;

import java.time.Duration;
import java.util.List;
import kv.spi.Setting;

/** The settings of what one client, and all together, may take. */
public final class LimitSettings {

  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.integer(
          "kv.http.max-connections",
          "How many connections are open at once; more wait until one closes (java -jar only). The"
              + " process needs a file descriptor for each.",
          16_384,
          1,
          10_000_000);

  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.integer(
          "kv.http.max-connections-per-address",
          "How many of them one remote address has, a /64 network counting as one with IPv6; one"
              + " more is closed at once (java -jar only).",
          1_024,
          1,
          10_000_000);

  public static final Setting<Duration> HEAD_TIMEOUT =
      Setting.duration(
          "kv.http.head-timeout",
          "How long a request line and its header fields may take to arrive, and a new connection to"
              + " send its first (java -jar only).",
          "20s",
          Duration.ofMillis(100),
          Duration.ofHours(1));

  public static final Setting<Duration> BODY_TIMEOUT =
      Setting.duration(
          "kv.http.body-timeout",
          "How long a body may take to arrive; longer by what kv.http.body-min-rate gives for each"
              + " byte that came. Else 408.",
          "20s",
          Duration.ofMillis(100),
          Duration.ofHours(1));

  public static final Setting<Long> BODY_MIN_RATE =
      Setting.size(
          "kv.http.body-min-rate",
          "The bytes of a body that earn it another second; 0 is none.",
          "4 KiB",
          0,
          1L << 30);

  public static final Setting<Duration> ANSWER_TIMEOUT =
      Setting.duration(
          "kv.http.answer-timeout",
          "How long a client may take to read an answer; longer by what kv.http.answer-min-rate"
              + " gives for each byte that it took. Else the connection is closed.",
          "20s",
          Duration.ofMillis(100),
          Duration.ofHours(1));

  public static final Setting<Long> ANSWER_MIN_RATE =
      Setting.size(
          "kv.http.answer-min-rate",
          "The bytes of an answer that earn its reader another second; 0 is none.",
          "4 KiB",
          0,
          1L << 30);

  public static final Setting<Integer> MAX_REQUESTS =
      Setting.integer(
          "kv.http.max-requests",
          "How many requests are served at once, their bodies' arrival included; one more is"
              + " answered 503 with Retry-After. Fewer than kv.http.threads, so that there is a"
              + " thread left to say so.",
          192,
          1,
          1_000_000);

  public static final Setting<Integer> MAX_REQUESTS_PER_CLIENT =
      Setting.integer(
          "kv.http.max-requests-per-client",
          "How many of them one client has; one more is answered 429 with Retry-After. Fewer than"
              + " kv.http.max-requests, so that no client has all.",
          160,
          1,
          1_000_000);

  public static final Setting<Integer> RATE =
      Setting.integer(
          "kv.http.rate-limit",
          "Requests a second of one client; those above it are answered 429 with Retry-After. 0 is"
              + " no limit.",
          0,
          0,
          1_000_000);

  public static final Setting<Integer> BURST =
      Setting.integer(
          "kv.http.rate-limit.burst",
          "How many requests a client that was quiet may send at once before kv.http.rate-limit"
              + " holds.",
          100,
          1,
          1_000_000);

  public static final Setting<Integer> RATE_CLIENTS =
      Setting.integer(
          "kv.http.rate-limit.clients",
          "How many clients' rates are kept in mind, in 16 bytes each. Beyond that those who used"
              + " least of theirs are forgotten.",
          65_536,
          8,
          16_777_216);

  public static final Setting<String> TRUSTED_PROXIES =
      Setting.optionalText(
          "kv.http.trusted-proxies",
          "Addresses and networks (10.0.0.0/8, fd00::/8), separated by commas, of proxies that say"
              + " whom they speak for, in the field that kv.http.forwarded-field names.");

  /** Which field a trusted proxy writes. */
  public enum ForwardedField {
    X_FORWARDED_FOR,
    FORWARDED
  }

  public static final Setting<ForwardedField> FORWARDED_FIELD =
      Setting.choice(
          "kv.http.forwarded-field",
          "The one field that trusted proxies write: x-forwarded-for or forwarded (RFC 7239). The"
              + " other is not looked at, since a client may have sent it.",
          ForwardedField.X_FORWARDED_FOR,
          ForwardedField.class);

  public static final Setting<String> QUOTA =
      Setting.optionalText(
          "kv.quota",
          "How much may be stored under prefixes: users/ keys=1000 bytes=1GiB; tmp/ bytes=1MiB; *"
              + " stands for all keys. Kept approximately (docs/configuration.md); what is above it"
              + " is answered 507.");

  public static final Setting<Duration> QUOTA_INTERVAL =
      Setting.duration(
          "kv.quota.interval",
          "The pause between two counts of what is stored under prefixes with quotas. A count lists"
              + " all their keys.",
          "1m",
          Duration.ofMillis(100),
          Duration.ofDays(1));

  private static final List<Setting<?>> ALL =
      List.of(
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          HEAD_TIMEOUT,
          BODY_TIMEOUT,
          BODY_MIN_RATE,
          ANSWER_TIMEOUT,
          ANSWER_MIN_RATE,
          MAX_REQUESTS,
          MAX_REQUESTS_PER_CLIENT,
          RATE,
          BURST,
          RATE_CLIENTS,
          TRUSTED_PROXIES,
          FORWARDED_FIELD,
          QUOTA,
          QUOTA_INTERVAL);

  private LimitSettings() {}

  /** All of them, in the order of the reference file. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
