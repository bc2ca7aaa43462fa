package org.watchfire.collector.parse.line;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.parse.Line;
import org.watchfire.collector.parse.LineParser;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.collector.parse.text.DecodedText;

/** Reads sources in which every line is one event. */
public final class LineByLine implements LineParser {
  private static final Logger LOG = LoggerFactory.getLogger(LineByLine.class);

  private final ParseContext context;
  private final String dataset;
  private final LineFormat format;
  private final LineIntake intake;

  public LineByLine(ParseContext context, String dataset, LineFormat format) {
    this.context = context;
    this.dataset = dataset;
    this.format = format;
    this.intake = new LineIntake(context, dataset);
  }

  @Override
  public void accept(Line line, Consumer<Parsed> out) {
    DecodedText decoded = intake.text(line, false, out);
    if (decoded != null) {
      out.accept(read(line, decoded));
    }
  }

  private Parsed read(Line line, DecodedText decoded) {
    Draft draft = Draft.of(context, dataset).original(decoded.text());
    String problem;
    try {
      problem = format.read(decoded.text(), draft);
    } catch (RuntimeException defect) {
      // One line that meets a defect must not stop the input; its text stays out of our own log.
      LOG.error("parser of {} failed at offset {}", dataset, line.offset(), defect);
      problem = Problems.PARSER_FAILURE;
    }
    if (problem != null) {
      return intake.unread(line.offset(), problem, decoded);
    }
    if (decoded.charset() != null) {
      draft.tag("charset-" + decoded.charset());
    }
    return draft.finish(line.offset(), 0);
  }
}
