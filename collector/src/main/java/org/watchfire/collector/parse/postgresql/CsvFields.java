package org.watchfire.collector.parse.postgresql;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 and PostgreSQL write them. */
final class CsvFields {
  private CsvFields() {}

  /** Whether the text has an odd number of quotes: a quoted field goes on in the next line. */
  static boolean oddQuotes(String text) {
    boolean odd = false;
    for (int i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 1)) {
      odd = !odd;
    }
    return odd;
  }

  /**
   * The fields of one record. A quote inside an unquoted field, or text behind a closing quote, is
   * taken as it stands.
   */
  static List<String> split(String record) {
    List<String> fields = new ArrayList<>(26);
    int length = record.length();
    int at = 0;
    while (at <= length) {
      if (at < length && record.charAt(at) == '"') {
        StringBuilder value = new StringBuilder();
        int i = at + 1;
        while (i < length) {
          char c = record.charAt(i);
          if (c == '"') {
            if (i + 1 < length && record.charAt(i + 1) == '"') {
              value.append('"');
              i += 2;
              continue;
            }
            i++;
            break;
          }
          value.append(c);
          i++;
        }
        int comma = record.indexOf(',', i);
        int end = comma < 0 ? length : comma;
        value.append(record, Math.min(i, end), end);
        fields.add(value.toString());
        at = end + 1;
      } else {
        int comma = record.indexOf(',', at);
        int end = comma < 0 ? length : comma;
        fields.add(record.substring(at, end));
        at = end + 1;
      }
    }
    return fields;
  }
}
