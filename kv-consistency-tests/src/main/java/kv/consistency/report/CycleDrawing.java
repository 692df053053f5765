package kv.consistency.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kv.consistency.transactions.Example;
import kv.consistency.transactions.TransactionHistory;
import kv.consistency.transactions.graph.Relation;

/**
 * Draws an anomaly as an SVG: each transaction a row of its operations, and each edge of the cycle
 * an arc to the right of them, from the row that came first to the one that must follow, labelled
 * with its relation; what says why is the arc's tooltip.
 */
final class CycleDrawing {
  private static final int ROW = 64;
  private static final int BOX = 26;
  private static final int CHAR = 8;
  private static final int PADDING = 12;
  private static final int GAP = 8;
  private static final int ARC = 44;
  private static final int LABEL = 76;
  private static final int MOST_ROWS = 12;

  private final TransactionHistory history;
  private final Example example;
  private final int rows;

  CycleDrawing(TransactionHistory history, Example example) {
    this.history = history;
    this.example = example;
    this.rows = Math.min(MOST_ROWS, example.transactions().size());
  }

  void svg(Appendable out) throws IOException {
    if (rows == 0) {
      return;
    }
    int right = 0;
    StringBuilder body = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      right = Math.max(right, row(body, row));
    }
    List<Example.Step> steps = new ArrayList<>(example.steps());
    steps.removeIf(step -> step.from() >= rows || step.to() >= rows);
    for (Example.Step step : steps) {
      arc(body, step, right);
    }
    int farthest = steps.stream().mapToInt(CycleDrawing::span).max().orElse(0);
    int width = right + ARC * farthest + (farthest == 0 ? PADDING : LABEL);
    out.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"cycle\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " font-family=\"monospace\" font-size=\"13\">\n",
            width,
            ROW * rows,
            width,
            ROW * rows));
    out.append(body).append("</svg>\n");
    if (rows < example.transactions().size()) {
      out.append("<p>… and " + (example.transactions().size() - rows) + " more</p>\n");
    }
  }

  private static int span(Example.Step step) {
    return Math.abs(step.from() - step.to());
  }

  /** Draws a transaction; returns where it ends. */
  private int row(StringBuilder out, int row) throws IOException {
    int transaction = example.transactions().get(row);
    int top = ROW * row;
    String title = "T" + (row + 1) + "  " + TransactionTelling.when(history, transaction);
    text(out, GAP, top + 16, "fill=\"#555\"", title);
    int x = GAP;
    for (String operation : TransactionTelling.operations(history, transaction)) {
      int width = CHAR * operation.length() + PADDING;
      boolean read = operation.startsWith("r ");
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\""
                  + " stroke=\"#888\"/>",
              x,
              top + 24,
              width,
              BOX,
              read ? "#e8f0fe" : "#fde8d8"));
      text(out, x + PADDING / 2, top + 24 + 18, "fill=\"#111\"", operation);
      x += width + GAP;
    }
    return Math.max(x, GAP + CHAR * title.length() + GAP);
  }

  private static void arc(StringBuilder out, Example.Step step, int right) throws IOException {
    int from = ROW * step.from() + 24 + BOX / 2;
    int to = ROW * step.to() + 24 + BOX / 2 + (step.from() < step.to() ? -6 : 6);
    int bend = right + ARC * span(step);
    String colour = colour(step.relation());
    out.append("<g><title>");
    Page.escape(out, step.reason());
    out.append("</title>");
    out.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\""
                + " stroke-width=\"2\"/>",
            right,
            from,
            bend,
            from,
            bend,
            to,
            right + 8,
            to,
            colour));
    out.append(
        String.format(
            Locale.ROOT, "<path d=\"M%d %d l9 -5 v10 z\" fill=\"%s\"/>", right, to, colour));
    int labelX = right + ARC * span(step) * 3 / 4 + 4;
    boolean down = step.from() < step.to();
    text(
        out,
        labelX,
        (from + to) / 2 + (down ? -2 : 14),
        "fill=\"" + colour + "\"",
        step.relation().label() + (down ? " ↓" : " ↑"));
    out.append("</g>\n");
  }

  private static String colour(Relation relation) {
    return switch (relation) {
      case WW -> "#b3261e";
      case WR -> "#1a56b0";
      case RW -> "#8a3ffc";
      case PROCESS -> "#006b5b";
      case REALTIME -> "#6b5b00";
    };
  }

  private static void text(StringBuilder out, int x, int y, String style, String text)
      throws IOException {
    out.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>", x, y, style));
    Page.escape(out, text);
    out.append("</text>\n");
  }
}
