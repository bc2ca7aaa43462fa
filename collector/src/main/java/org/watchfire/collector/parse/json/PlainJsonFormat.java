package org.watchfire.collector.parse.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.time.SourceTime;
import org.watchfire.collector.parse.time.TimeReader;
import org.watchfire.core.event.Event;

/**
 * Any JSON object, kept under {@code json.*}. The time is taken from the first of the members that
 * loggers use for it, the message likewise. At most {@value #MOST_FIELDS} members become fields, so
 * that one source cannot blow up an index; the rest is still in {@code event.original}.
 */
public final class PlainJsonFormat implements LineFormat {
  static final int MOST_FIELDS = 200;

  private static final String[] TIMES = {
    "@timestamp", "timestamp", "time", "ts", "datetime", "date"
  };
  private static final String[] MESSAGES = {"message", "msg", "log"};

  private final TimeReader times;

  public PlainJsonFormat(ParseContext context) {
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  @Override
  public String read(String text, Draft draft) {
    Event object = JsonText.parse(text);
    if (object == null) {
      return Problems.JSON;
    }
    for (String name : TIMES) {
      Object value = object.get(name);
      if (value != null) {
        draft.time(time(value));
        break;
      }
    }
    for (String name : MESSAGES) {
      if (object.get(name) instanceof String message) {
        draft.putDecoded("message", message);
        break;
      }
    }
    int count = 0;
    for (Map.Entry<String, Object> entry : object.asMap().entrySet()) {
      if (count++ == MOST_FIELDS) {
        draft.tag("fields-limited");
        break;
      }
      draft.put("json." + entry.getKey(), JsonText.masked(entry.getKey(), entry.getValue()));
    }
    return null;
  }

  private SourceTime time(Object value) {
    if (value instanceof String text) {
      return text.isEmpty() || text.indexOf('-') > 0 ? times.wholeIso(text) : times.epoch(text);
    }
    if (value instanceof Long number) {
      // Thirteen digits are milliseconds until the year 2286, ten are seconds.
      return number > 99_999_999_999L
          ? times.epoch(number / 1000 + "." + String.format("%03d", number % 1000))
          : times.epoch(Long.toString(number));
    }
    return value instanceof Double number
        ? times.epoch(BigDecimal.valueOf(number).setScale(6, RoundingMode.HALF_UP).toPlainString())
        : times.wholeIso("");
  }
}
