package kv.http.call;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;

/** A listing's query parameters, and its page as Json.FACTORY. */
final class Listing {

  static final int DEFAULT_LIMIT = 1_000;
  static final int MAX_LIMIT = 10_000;

  /** So that a page of large values stays a page that both sides can hold. */
  static final long MAX_VALUE_BYTES = 4 << 20;

  private static final Set<String> PARAMETERS =
      Set.of("prefix", "prefix64", "delimiter", "delimiter64", "limit", "cursor", "values");

  private Listing() {}

  static ListQuery parse(String rawQuery) {
    QueryString query = QueryString.parse(rawQuery, PARAMETERS);
    Bytes prefix = query.textOrBase64url("prefix").orElse(Bytes.EMPTY);
    Optional<Bytes> delimiter = query.textOrBase64url("delimiter");
    if (prefix.length() > Key.MAX_LENGTH
        || (delimiter.isPresent() && delimiter.get().length() > Key.MAX_LENGTH)) {
      throw new RejectedCall(
          400, "'prefix' and 'delimiter' have at most %d bytes".formatted(Key.MAX_LENGTH));
    }
    if (delimiter.isPresent() && delimiter.get().isEmpty()) {
      throw new RejectedCall(400, "'delimiter' is empty");
    }
    Optional<ListQuery.Position> after =
        query.text("cursor").map(cursor -> Cursor.decode(cursor, prefix, delimiter));
    int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    return new ListQuery(prefix, delimiter, after, limit, query.flag("values"), MAX_VALUE_BYTES);
  }

  static Bytes json(Page page, ListQuery query) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128 * (1 + page.entries().size()));
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("entries");
      for (Page.Listed entry : page.entries()) {
        write(json, entry);
      }
      json.writeEndArray();
      if (query.delimiter().isPresent()) {
        writeGroups(json, page);
      }
      if (page.next().isPresent()) {
        json.writeStringField(
            "cursor", Cursor.encode(page.next().get(), query.prefix(), query.delimiter()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(out.toByteArray());
  }

  private static void write(JsonGenerator json, Page.Listed entry) throws IOException {
    Bytes key = entry.key().bytes();
    Metadata metadata = entry.metadata();
    json.writeStartObject();
    Optional<String> text = PercentEncoding.utf8(key);
    if (text.isPresent()) {
      json.writeStringField("key", text.get());
    }
    json.writeStringField("key64", KeyPath.encode(key.toArray()));
    json.writeStringField("version", metadata.version().text());
    json.writeStringField("contentType", metadata.mediaType());
    json.writeNumberField("size", metadata.size());
    json.writeStringField("modified", metadata.modified().toString());
    if (metadata.expires().isPresent()) {
      json.writeStringField("expires", metadata.expires().get().toString());
    }
    if (entry.value().isPresent()) {
      json.writeStringField("value64", KeyPath.encode(entry.value().get().toArray()));
    }
    json.writeEndObject();
  }

  private static void writeGroups(JsonGenerator json, Page page) throws IOException {
    json.writeArrayFieldStart("prefixes");
    for (Bytes group : page.groups()) {
      Optional<String> text = PercentEncoding.utf8(group);
      if (text.isPresent()) {
        json.writeString(text.get());
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("prefixes64");
    for (Bytes group : page.groups()) {
      json.writeString(KeyPath.encode(group.toArray()));
    }
    json.writeEndArray();
  }
}
