package kv.consistency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Why a verdict is what it is, in each form of the command's output. */
public interface Evidence {

  /** Lines for a person, each ended by a newline; nothing where there is nothing to say. */
  void text(Appendable out) throws IOException;

  /** Members of the JSON object of this history, beside those of the command. */
  void json(JsonGenerator out) throws IOException;

  /**
   * The part of the HTML page about this history, below its heading. Whatever comes from the
   * history must be escaped by {@link Page#escape}: it is hostile input. The page allows inline
   * styles and SVG, but no scripts of a section's own and no requests.
   */
  void html(Appendable out) throws IOException;

  /** The operations that it rests on, by the indexes of their invocations, where it names some. */
  default List<Long> invocations() {
    return List.of();
  }

  /** No evidence. */
  static Evidence none() {
    return new Evidence() {
      @Override
      public void text(Appendable out) {}

      @Override
      public void json(JsonGenerator out) {}

      @Override
      public void html(Appendable out) {}
    };
  }
}
