package org.watchfire.store.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.watchfire.store.bundle.Manifest.Column;

/**
 * The readable copy of the records, {@code records.csv}: UTF-8 with byte order mark, RFC 4180,
 * every cell quoted, header in Chinese and English. It is a function of the records alone, so a
 * verifier makes it again and compares. A cell that a spreadsheet could take for a formula begins
 * with an apostrophe.
 */
public final class CsvTable {
  /** Name of the table in the zip. */
  public static final String FILE = "records.csv";

  /** The column that holds the number of the record in its stream. */
  public static final String SEQ = "#seq";

  /** The column that holds the whole record. */
  public static final String RECORD = "#record";

  /** The columns of an export, in order. */
  public static final List<Column> COLUMNS =
      List.of(
          new Column(SEQ, "记录号", "record number"),
          new Column("@timestamp", "时间", "time"),
          new Column("event.id", "事件标识", "event id"),
          new Column("event.dataset", "数据集", "dataset"),
          new Column("event.action", "操作", "action"),
          new Column("event.outcome", "结果", "outcome"),
          new Column("user.name", "用户", "user"),
          new Column("source.ip", "来源地址", "source address"),
          new Column("destination.ip", "目的地址", "destination address"),
          new Column("host.name", "主机", "host"),
          new Column("process.name", "进程", "process"),
          new Column("file.path", "文件", "file"),
          new Column("url.original", "网址", "URL"),
          new Column("rule.name", "规则", "rule"),
          new Column("message", "消息", "message"),
          new Column(RECORD, "记录原文", "whole record"));

  private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private final List<Column> columns;

  public CsvTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Byte order mark and header line. */
  public byte[] header() {
    StringBuilder out = new StringBuilder("\ufeff");
    for (Column column : columns) {
      String field = column.field().startsWith("#") ? "" : " " + column.field();
      cell(out, column.zh() + " " + column.en() + field);
    }
    return end(out);
  }

  /** The line of one record, which need not be JSON. */
  public byte[] row(long seq, byte[] record) {
    return row(seq, record, fieldsOf(record));
  }

  /**
   * The line of one record.
   *
   * @param fields the record as JSON, empty when it is none
   */
  public byte[] row(long seq, byte[] record, Map<String, Object> fields) {
    StringBuilder out = new StringBuilder(record.length * 2);
    for (String text : texts(seq, record, fields)) {
      cell(out, text);
    }
    return end(out);
  }

  /** What one record has in each column, as it is; not for a spreadsheet. */
  public List<String> texts(long seq, byte[] record) {
    return texts(seq, record, fieldsOf(record));
  }

  private List<String> texts(long seq, byte[] record, Map<String, Object> fields) {
    List<String> texts = new ArrayList<>(columns.size());
    for (Column column : columns) {
      texts.add(
          switch (column.field()) {
            case SEQ -> Long.toString(seq);
            case RECORD -> new String(record, StandardCharsets.UTF_8);
            default -> text(at(fields, column.field()));
          });
    }
    return texts;
  }

  /** The record as JSON; empty when it is none. */
  static Map<String, Object> fieldsOf(byte[] record) {
    try {
      return JsonText.parseObject(record);
    } catch (JsonText.FormatException e) {
      // A record need not be JSON: a checkpoint of the log before, or a dead letter. It is still
      // in the table, as its own text.
      return Map.of();
    }
  }

  /** Value of a dotted name, nested or written with dots; null when absent. */
  static Object at(Object tree, String name) {
    if (!(tree instanceof Map<?, ?> map)) {
      return null;
    }
    if (map.containsKey(name)) {
      return map.get(name);
    }
    for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      Object value = at(map.get(name.substring(0, dot)), name.substring(dot + 1));
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static String text(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof List<?> list) {
      StringJoiner all = new StringJoiner("; ");
      list.forEach(v -> all.add(text(v)));
      return all.toString();
    }
    return value instanceof Map ? JsonText.write(value) : value.toString();
  }

  private static void cell(StringBuilder out, String text) {
    out.append('"');
    if (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
      out.append('\'');
    }
    out.append(text.replace("\"", "\"\"")).append("\",");
  }

  private static byte[] end(StringBuilder line) {
    line.setLength(line.length() - 1);
    return line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
