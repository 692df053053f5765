package kv.http.call;

import java.util.List;
import java.util.Optional;
import kv.http.auth.Caller;
import kv.http.auth.Exposure;
import kv.http.auth.Grants;
import kv.spi.Bytes;
import kv.spi.Key;

/**
 * Holds what calls ask for against what their callers may do. All of it goes by the request's line
 * and fields, before a body is read or the backend asked.
 */
public final class Access {

  private Access() {}

  static void requireRead(Call call, Key key) {
    Caller caller = call.caller();
    if (!grants(caller).mayRead(key)) {
      throw new RejectedCall(forbidden(caller, "the caller may not read this key"));
    }
  }

  static void requireWrite(Call call, Key key) {
    Caller caller = call.caller();
    if (!grants(caller).mayWrite(key)) {
      throw new RejectedCall(forbidden(caller, "the caller may not write this key"));
    }
  }

  static void requireAdmin(Call call) {
    refusal(call, Exposure.ADMIN)
        .ifPresent(
            reply -> {
              throw new RejectedCall(reply);
            });
  }

  /** What of a listing's prefix the caller may read, as {@link Grants#readableWithin} has it. */
  static List<Bytes> readableWithin(Call call, Bytes prefix) {
    Caller caller = call.caller();
    List<Bytes> readable = grants(caller).readableWithin(prefix);
    if (readable.isEmpty()) {
      throw new RejectedCall(
          forbidden(caller, "the caller may read no key that starts with this prefix"));
    }
    return readable;
  }

  /** Why the caller is not shown what is exposed so far; empty where it is. */
  public static Optional<Reply> refusal(Call call, Exposure exposure) {
    if (exposure == Exposure.OPEN) {
      return Optional.empty();
    }
    Caller caller = call.caller();
    if (caller instanceof Caller.Refused refused) {
      return Optional.of(refusal(refused));
    }
    return exposure == Exposure.ADMIN && !((Caller.Known) caller).grants().isAdmin()
        ? Optional.of(forbidden(caller, "the caller is not an administrator"))
        : Optional.empty();
  }

  private static Grants grants(Caller caller) {
    if (caller instanceof Caller.Refused refused) {
      throw new RejectedCall(refusal(refused));
    }
    return ((Caller.Known) caller).grants();
  }

  private static Reply refusal(Caller.Refused refused) {
    Reply reply = Problem.notApplied(refused.status(), refused.detail());
    if (refused.status() == 503) {
      return reply.with("Retry-After", "1");
    }
    return refused.challenge().isEmpty()
        ? reply
        : reply.with("WWW-Authenticate", refused.challenge());
  }

  private static Reply forbidden(Caller caller, String detail) {
    Reply reply = Problem.notApplied(403, detail);
    return caller instanceof Caller.Known known && known.bearer()
        ? reply.with("WWW-Authenticate", "Bearer realm=\"kv\", error=\"insufficient_scope\"")
        : reply;
  }
}
