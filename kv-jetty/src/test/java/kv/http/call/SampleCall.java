package kv.http.call;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kv.http.auth.Caller;
import kv.http.auth.Grants;

/** A request made by hand; each method returns a changed copy. */
record SampleCall(
    String rawPath, String rawQuery, List<Reply.Header> fields, InputStream body, Caller caller)
    implements Call {

  private static final Caller ANYBODY = new Caller.Known("sample", Grants.ALL, false);

  static final LockWaits LOCK_WAITS =
      new LockWaits(Duration.ofSeconds(1), Duration.ofSeconds(2), 4);

  static SampleCall of(String rawPath) {
    return new SampleCall(rawPath, "", List.of(), InputStream.nullInputStream(), ANYBODY);
  }

  SampleCall query(String rawQuery) {
    return new SampleCall(rawPath, rawQuery, fields, body, caller);
  }

  SampleCall with(String name, String value) {
    List<Reply.Header> more = new ArrayList<>(fields);
    more.add(new Reply.Header(name, value));
    return new SampleCall(rawPath, rawQuery, List.copyOf(more), body, caller);
  }

  SampleCall body(byte[] bytes) {
    return body(new ByteArrayInputStream(bytes));
  }

  SampleCall body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  SampleCall body(InputStream in) {
    return new SampleCall(rawPath, rawQuery, fields, in, caller);
  }

  SampleCall by(Caller other) {
    return new SampleCall(rawPath, rawQuery, fields, body, other);
  }

  @Override
  public String id() {
    return "sample-1";
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.1";
  }

  @Override
  public List<String> header(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Reply.Header::value)
        .toList();
  }
}
