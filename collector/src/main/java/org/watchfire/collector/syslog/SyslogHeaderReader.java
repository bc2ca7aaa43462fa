package org.watchfire.collector.syslog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.collector.parse.text.Scan;
import org.watchfire.collector.parse.time.SourceTime;
import org.watchfire.collector.parse.time.TimeReader;

/**
 * Reads syslog headers of one stream, detecting the form per line: RFC 5424 ({@code <PRI>1 …}), RFC
 * 3164 with or without PRI and host, and lines that begin with an ISO 8601 time. Not thread-safe.
 */
public final class SyslogHeaderReader {
  private static final int LONGEST_HOST = 255;
  private static final int LONGEST_TAG = 128;

  private final TimeReader times;

  public SyslogHeaderReader(TimeReader times) {
    this.times = times;
  }

  /**
   * The header of a line; null when the line begins with neither a priority nor a time stamp, so
   * that it is no syslog line.
   */
  public SyslogHeader read(String line) {
    Scan scan = new Scan(line);
    int priority = priority(scan);
    if (priority >= 0 && scan.peek() == '1' && scan.peek(1) == ' ') {
      SyslogHeader header = rfc5424(scan, priority);
      if (header != null) {
        return header;
      }
    }
    // Cisco and others put a sequence number or an asterisk before the time; rsyslog does not.
    if (priority >= 0) {
      scan.skipSpaces();
    }
    SourceTime time = times.syslog(scan);
    if (time == null && priority < 0) {
      return null;
    }
    if (time != null) {
      if (!scan.atEnd() && scan.peek() != ' ' && scan.peek() != ':') {
        return priority < 0 ? null : bare(priority, line);
      }
      scan.take(':');
      scan.skipSpaces();
    }
    return afterTime(scan, priority, time);
  }

  private static SyslogHeader bare(int priority, String line) {
    int from = line.indexOf('>') + 1;
    return new SyslogHeader(
        priority, null, null, null, null, null, Map.of(), line.substring(from), false);
  }

  /** {@code <0>} to {@code <191>}; -1 without moving when not there. */
  private static int priority(Scan scan) {
    int start = scan.position();
    if (scan.take('<')) {
      int value = scan.digits(1, 3);
      if (value >= 0 && value <= 191 && scan.take('>')) {
        return value;
      }
    }
    scan.moveTo(start);
    return -1;
  }

  private static SyslogHeader afterTime(Scan scan, int priority, SourceTime time) {
    int start = scan.position();
    String host = null;
    if (time != null) {
      String first = scan.token();
      if (isTag(first) || first.isEmpty() || first.length() > LONGEST_HOST) {
        scan.moveTo(start);
      } else {
        host = first;
        scan.skipSpaces();
      }
    }
    return tagged(scan, priority, time, host);
  }

  /** A token that can only be a TAG: it ends in a colon or in {@code [pid]:}. */
  private static boolean isTag(String token) {
    int length = token.length();
    if (length < 2 || token.charAt(length - 1) != ':') {
      return false;
    }
    // "fe80::1:" is not a tag, "sshd[1]:" and "kernel:" are.
    return token.indexOf(':') == length - 1 || token.charAt(length - 2) == ']';
  }

  private static SyslogHeader tagged(Scan scan, int priority, SourceTime time, String host) {
    int start = scan.position();
    String text = scan.text();
    boolean dashes = text.startsWith("-- ", start);
    int at = dashes ? start + 3 : start;
    int end = at;
    while (end < text.length() && end - at <= LONGEST_TAG && isTagPart(text.charAt(end))) {
      end++;
    }
    String app = null;
    String process = null;
    int message = start;
    if (end > at && end - at <= LONGEST_TAG && end < text.length()) {
      char stop = text.charAt(end);
      if (stop == '[') {
        int close = text.indexOf(']', end);
        if (close > 0 && close - end <= 64) {
          app = text.substring(at, end);
          process = text.substring(end + 1, close);
          message = close + 1;
          message += message < text.length() && text.charAt(message) == ':' ? 1 : 0;
        }
      } else if (stop == ':') {
        app = text.substring(at, end);
        message = end + 1;
      } else if (stop == ' ' && versionFollows(text, end + 1)) {
        // "syslogd 1.4.1: restart."
        app = text.substring(at, end);
        message = text.indexOf(':', end) + 1;
      }
    }
    if (dashes && app != null) {
      // login(1) of old util-linux: " -- root[2421]: ROOT LOGIN ON tty2"
      app = "login";
    }
    if (message < text.length() && text.charAt(message) == ' ') {
      message++;
    }
    return new SyslogHeader(
        priority, time, host, app, process, null, Map.of(), text.substring(message), false);
  }

  private static boolean versionFollows(String text, int at) {
    int i = at;
    while (i < text.length() && (Character.isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
      i++;
    }
    return i > at && i < text.length() && text.charAt(i) == ':';
  }

  private static boolean isTagPart(char c) {
    return c != ' ' && c != ':' && c != '[' && c >= 0x20;
  }

  private SyslogHeader rfc5424(Scan scan, int priority) {
    int start = scan.position();
    scan.moveTo(start + 2);
    SourceTime time = null;
    if (scan.peek() == '-') {
      scan.token();
    } else {
      time = times.iso(scan);
      if (time == null || !scan.take(' ')) {
        scan.moveTo(start);
        return null;
      }
    }
    String host = absent(scan.token());
    String app = absent(scan.token());
    String process = absent(scan.token());
    String messageId = absent(scan.token());
    Map<String, Map<String, String>> data = structuredData(scan);
    if (data == null) {
      scan.moveTo(start);
      return null;
    }
    scan.take(' ');
    scan.take('\ufeff');
    return new SyslogHeader(priority, time, host, app, process, messageId, data, scan.rest(), true);
  }

  /** {@code -} or a run of {@code [id name="value" …]}; null when malformed. RFC 5424 §6.3. */
  private static Map<String, Map<String, String>> structuredData(Scan scan) {
    if (scan.atEnd() || scan.take('-')) {
      return Map.of();
    }
    Map<String, Map<String, String>> data = new LinkedHashMap<>();
    if (scan.peek() != '[') {
      return null;
    }
    while (scan.take('[')) {
      StringBuilder id = new StringBuilder();
      while (!scan.atEnd() && scan.peek() != ' ' && scan.peek() != ']') {
        id.append(scan.peek());
        scan.moveTo(scan.position() + 1);
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      while (scan.take(' ')) {
        String name = scan.upTo("=\"");
        if (name == null) {
          return null;
        }
        String value = quoted(scan);
        if (value == null) {
          return null;
        }
        parameters.put(name, value);
      }
      if (!scan.take(']') || id.length() == 0) {
        return null;
      }
      data.put(id.toString(), parameters);
    }
    return data;
  }

  private static String quoted(Scan scan) {
    StringBuilder value = new StringBuilder();
    while (!scan.atEnd()) {
      char c = scan.peek();
      scan.moveTo(scan.position() + 1);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && (scan.peek() == '"' || scan.peek() == '\\' || scan.peek() == ']')) {
        c = scan.peek();
        scan.moveTo(scan.position() + 1);
      }
      value.append(c);
    }
    return null;
  }

  private static String absent(String token) {
    return token.equals("-") || token.isEmpty() ? null : token;
  }
}
