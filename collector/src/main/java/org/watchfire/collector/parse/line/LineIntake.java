package org.watchfire.collector.parse.line;

import java.util.function.Consumer;
import org.watchfire.collector.parse.Line;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.collector.parse.text.DecodedText;

/** Decodes lines and turns those that are no text, too long or empty into error events. */
public final class LineIntake {
  private final ParseContext context;
  private final String dataset;

  /**
   * @param dataset dataset of the error events
   */
  public LineIntake(ParseContext context, String dataset) {
    this.context = context;
    this.dataset = dataset;
  }

  /** The line as text; null when an error event was given out instead. */
  public DecodedText text(Line line, boolean acceptEmpty, Consumer<Parsed> out) {
    if (line.truncated()) {
      DecodedText start = DecodedText.of(line.bytes(), Draft.ORIGINAL_LIMIT);
      out.accept(
          unread(line.offset(), start.binary() ? Problems.BINARY : Problems.TRUNCATED, start));
      return null;
    }
    DecodedText decoded = DecodedText.of(line.bytes(), line.bytes().length);
    if (decoded.binary()) {
      DecodedText start = DecodedText.of(line.bytes(), Draft.ORIGINAL_LIMIT);
      out.accept(unread(line.offset(), Problems.BINARY, start));
      return null;
    }
    if (!acceptEmpty && decoded.text().isBlank()) {
      out.accept(unread(line.offset(), Problems.EMPTY, decoded));
      return null;
    }
    return decoded;
  }

  /** An error event for a line. */
  public Parsed unread(long offset, String problem, DecodedText text) {
    Draft draft = Draft.unread(context, dataset, problem, printable(text));
    if (text.charset() != null) {
      draft.tag("charset-" + text.charset());
    }
    return draft.finish(offset, 0);
  }

  private static String printable(DecodedText text) {
    if (!text.binary()) {
      return text.text();
    }
    StringBuilder out = new StringBuilder(text.text().length());
    for (int i = 0; i < text.text().length(); i++) {
      char c = text.text().charAt(i);
      out.append(c < 0x20 && c != '\t' ? '\ufffd' : c);
    }
    return out.toString();
  }
}
