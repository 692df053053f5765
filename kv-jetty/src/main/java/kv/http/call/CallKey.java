package kv.http.call;

import java.util.Optional;
import kv.spi.Key;

/**
 * The key that a call names, as logs show it.
 *
 * @param text empty where it is not UTF-8
 * @param base64url empty where the call names no key
 */
public record CallKey(Optional<String> text, Optional<String> base64url) {

  public static CallKey of(Call call) {
    try {
      Key key = KeyPath.parse(call.rawPath());
      return new CallKey(
          PercentEncoding.utf8(key.bytes()), Optional.of(KeyPath.encode(key.bytes().toArray())));
    } catch (RejectedCall e) {
      return new CallKey(Optional.empty(), Optional.empty());
    }
  }
}
