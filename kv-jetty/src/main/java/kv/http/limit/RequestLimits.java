package kv.http.limit;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import kv.http.call.Problem;
import kv.http.call.Reply;
import kv.http.limit.Refusals.Reason;
import kv.spi.Settings;

/**
 * What every request has to pass, on any container, before anything else is looked at: how many are
 * served at once; then, once it is known who sent it, its client's rate and how many of its client
 * are served at once. Nobody waits: who may not enter is told so at once, and when to come again.
 */
public final class RequestLimits {

  private final Clients clients;
  private final Optional<RateLimiter> rate;
  private final Semaphore places;
  private final int perClient;
  private final Counts inside = new Counts();
  private final Pace body;
  private final Pace answer;
  private final Refusals refusals;
  private final LongSupplier nanoTime;

  public RequestLimits(Settings settings, Refusals refusals, LongSupplier nanoTime) {
    this.clients = Clients.of(settings);
    int perSecond = settings.get(LimitSettings.RATE);
    this.rate =
        perSecond == 0
            ? Optional.empty()
            : Optional.of(
                new RateLimiter(
                    perSecond,
                    settings.get(LimitSettings.BURST),
                    settings.get(LimitSettings.RATE_CLIENTS),
                    new SecureRandom()));
    this.places = new Semaphore(settings.get(LimitSettings.MAX_REQUESTS));
    this.perClient = settings.get(LimitSettings.MAX_REQUESTS_PER_CLIENT);
    this.body =
        new Pace(
            settings.get(LimitSettings.BODY_TIMEOUT), settings.get(LimitSettings.BODY_MIN_RATE));
    this.answer =
        new Pace(
            settings.get(LimitSettings.ANSWER_TIMEOUT),
            settings.get(LimitSettings.ANSWER_MIN_RATE));
    this.refusals = refusals;
    this.nanoTime = nanoTime;
  }

  public Clients clients() {
    return clients;
  }

  public Refusals refusals() {
    return refusals;
  }

  /** Requests that are served now. */
  public int running() {
    return inside.sum();
  }

  /**
   * Takes one of the places that there are, or says that none is free. Who has one must {@link
   * #freePlace}. To find out who calls may take time, so that is done in a place already.
   *
   * @return empty where it may go on
   */
  public Optional<Reply> takePlace() {
    return places.tryAcquire()
        ? Optional.empty()
        : refuse(Reason.REQUESTS, 503, "too many requests are being served", 0);
  }

  public void freePlace() {
    places.release();
  }

  /**
   * Lets a request of {@code client} in, or says why not. Who was let in must {@link #leave}.
   *
   * @return empty where it may go on
   */
  public Optional<Reply> enter(String client) {
    long wait = rate.map(limiter -> limiter.admit(client, nanoTime.getAsLong())).orElse(0L);
    if (wait > 0) {
      return refuse(Reason.RATE, 429, "too many requests of this client", wait);
    }
    if (inside.up(client) > perClient) {
      leave(client);
      return refuse(
          Reason.REQUESTS_OF_CLIENT, 429, "too many requests of this client are being served", 0);
    }
    return Optional.empty();
  }

  public void leave(String client) {
    inside.down(client);
  }

  /** A request's body, which must arrive in time. */
  public InputStream paced(InputStream in) {
    return new PacedInput(in, body, nanoTime);
  }

  /** Where an answer goes, which its reader must take in time. */
  public OutputStream paced(OutputStream out) {
    return new PacedOutput(out, answer, refusals, nanoTime);
  }

  private Optional<Reply> refuse(Reason reason, int status, String detail, long nanos) {
    refusals.count(reason);
    long seconds = Math.max(1, (nanos + 999_999_999) / 1_000_000_000);
    return Optional.of(
        Problem.notApplied(status, detail).with("Retry-After", Long.toString(seconds)));
  }
}
