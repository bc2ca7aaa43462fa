package org.watchfire.collector.parse.auditd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.collector.parse.text.DecodedText;
import org.watchfire.collector.parse.text.Escapes;
import org.watchfire.collector.parse.text.Secrets;

/**
 * One record: {@code [node=N ]type=T msg=audit(seconds.millis:serial): fields[GS enriched fields]}.
 *
 * @param node name of the sending host, null when absent
 * @param type record type name
 * @param seconds time as written
 * @param serial serial number as written
 * @param fields decoded values in order; unset ones ({@code ?}, {@code (null)}, {@code (none)}) are
 *     left out; fields of a nested {@code msg='…'} stand beside the others; the enriched ones keep
 *     their upper-case names
 * @param text the record with secrets masked, also those that were hidden by hex encoding
 */
record AuditRecord(
    String node,
    String type,
    String seconds,
    String serial,
    Map<String, String> fields,
    String text) {
  private static final char GROUP_SEPARATOR = '\u001d';

  /** Fields that the kernel and pam write in hex when they hold unusual characters. */
  private static final Set<String> ENCODED =
      Set.of(
          "name",
          "exe",
          "comm",
          "cwd",
          "proctitle",
          "acct",
          "key",
          "cmd",
          "path",
          "dir",
          "data",
          "ocomm",
          "watch");

  /** The record that a line holds, or null when it holds none. */
  static AuditRecord parse(String line) {
    int mark = line.indexOf("msg=audit(");
    int typeAt = line.startsWith("type=") ? 0 : line.indexOf(" type=") + 1;
    if (mark < 0 || typeAt > mark || !line.startsWith("type=", typeAt)) {
      return null;
    }
    int close = line.indexOf(')', mark);
    int colon = line.indexOf(':', mark);
    if (close < 0 || colon < 0 || colon > close) {
      return null;
    }
    int typeEnd = line.indexOf(' ', typeAt);
    String type = line.substring(typeAt + 5, Math.min(typeEnd, mark));
    String seconds = line.substring(mark + 10, colon);
    String serial = line.substring(colon + 1, close);
    if (type.isEmpty() || serial.isEmpty() || serial.length() > 20 || !isDigits(serial)) {
      return null;
    }
    int nodeAt = line.indexOf("node=");
    String node =
        nodeAt >= 0 && nodeAt < typeAt ? line.substring(nodeAt + 5, typeAt).strip() : null;
    int body = close + 1;
    if (body < line.length() && line.charAt(body) == ':') {
      body++;
    }
    Fields fields = new Fields(line, type);
    fields.read(body, line.length());
    return new AuditRecord(node, type, seconds, serial, fields.values, fields.maskedText());
  }

  String get(String field) {
    return fields.get(field);
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Bytes as text, the arguments' terminating zeros as spaces. */
  private static String words(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    byte[] spaced = new byte[length];
    for (int i = 0; i < length; i++) {
      spaced[i] = bytes[i] == 0 ? (byte) ' ' : bytes[i];
    }
    DecodedText decoded = DecodedText.of(spaced, length);
    return decoded.charset() == null ? decoded.text() : new String(spaced, StandardCharsets.UTF_8);
  }

  /** Walks over the pairs of a record. */
  private static final class Fields {
    private final String line;
    private final String type;
    private boolean nested;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> replacements = new ArrayList<>();
    private final List<int[]> spans = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<int[]> argumentSpans = new ArrayList<>();

    Fields(String line, String type) {
      this.line = line;
      this.type = type;
    }

    void read(int from, int to) {
      int at = from;
      while (at < to) {
        char c = line.charAt(at);
        if (c == ' ' || c == GROUP_SEPARATOR || c == ',' || c == '{' || c == '}') {
          at++;
          continue;
        }
        int sign = at;
        while (sign < to && line.charAt(sign) != '=' && line.charAt(sign) != ' ') {
          sign++;
        }
        if (sign >= to || line.charAt(sign) == ' ') {
          // A word without a value ("login pid=1 uid=0 old auid=…"): no field.
          at = sign + 1;
          continue;
        }
        at = value(line.substring(at, sign), sign + 1, to);
      }
    }

    private int value(String name, int from, int to) {
      if (from >= to) {
        return to;
      }
      char open = line.charAt(from);
      if (open == '\'' && !nested) {
        // One level only: what user space put into msg='…' may hold quotes of its own.
        nested = true;
        int end = line.lastIndexOf('\'', to - 1);
        int stop = end > from ? end : to;
        read(from + 1, stop);
        nested = false;
        return stop + 1;
      }
      if (open == '{') {
        return from + 1;
      }
      if (open == '"') {
        int end = line.indexOf('"', from + 1);
        int stop = end < 0 || end >= to ? to : end;
        put(name, line.substring(from + 1, stop), from + 1, stop);
        return stop + 1;
      }
      int end = from;
      while (end < to && line.charAt(end) != ' ' && line.charAt(end) != GROUP_SEPARATOR) {
        end++;
      }
      String raw = line.substring(from, end);
      byte[] bytes = encoded(name) ? Escapes.hex(raw) : null;
      put(name, bytes == null ? raw : words(bytes), from, end);
      return end;
    }

    private boolean encoded(String name) {
      return ENCODED.contains(name) || type.equals("EXECVE") && isArgument(name);
    }

    private void put(String name, String value, int from, int to) {
      if (value.isEmpty()
          || value.equals("?")
          || value.equals("(null)")
          || value.equals("(none)")) {
        return;
      }
      String masked = to - from > 7 ? Secrets.mask(value) : value;
      values.putIfAbsent(name, masked);
      if (!masked.equals(value)) {
        spans.add(new int[] {from, to});
        replacements.add(line.charAt(from - 1) == '"' ? masked : '"' + masked + '"');
      }
      if (type.equals("EXECVE") && isArgument(name)) {
        argument(from, to, value);
      }
    }

    private void argument(int from, int to, String value) {
      arguments.add(value);
      argumentSpans.add(new int[] {from, to});
    }

    /** The line with its secrets replaced; options of a command need its arguments together. */
    String maskedText() {
      List<String> masked = Secrets.maskArguments(arguments);
      List<int[]> at = new ArrayList<>(spans);
      List<String> with = new ArrayList<>(replacements);
      for (int i = 0; i < masked.size(); i++) {
        if (!masked.get(i).equals(arguments.get(i))) {
          int[] span = argumentSpans.get(i);
          int known = indexOf(at, span);
          String text = line.charAt(span[0] - 1) == '"' ? masked.get(i) : '"' + masked.get(i) + '"';
          if (known >= 0) {
            with.set(known, text);
          } else {
            at.add(span);
            with.add(text);
          }
        }
      }
      if (at.isEmpty()) {
        return Secrets.mask(line);
      }
      StringBuilder out = new StringBuilder(line);
      Integer[] order = new Integer[at.size()];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      Arrays.sort(order, (a, b) -> at.get(b)[0] - at.get(a)[0]);
      for (int i : order) {
        out.replace(at.get(i)[0], at.get(i)[1], with.get(i));
      }
      return Secrets.mask(out.toString());
    }

    private static int indexOf(List<int[]> spans, int[] span) {
      for (int i = 0; i < spans.size(); i++) {
        if (spans.get(i)[0] == span[0]) {
          return i;
        }
      }
      return -1;
    }
  }

  /** {@code a0}, {@code a17}, {@code a3[2]}: an argument or a piece of one. */
  static boolean isArgument(String name) {
    return name.length() > 1
        && name.charAt(0) == 'a'
        && name.charAt(1) >= '0'
        && name.charAt(1) <= '9'
        && !name.endsWith("_len");
  }
}
