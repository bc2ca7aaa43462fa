package org.watchfire.console.directory;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A table in RFC 4180 CSV; the first row names the columns. Bytes that are not of the character
 * set, unknown columns and open quotes make the whole file unreadable, a row of another length only
 * itself.
 */
final class CsvRows implements RowSource {
  private static final int MAX_COLUMNS = 200;
  private static final int MAX_CELL = 64 << 10;
  private static final int MAX_RECORD = 256 << 10;

  private final String kind;
  private final InputStream in;
  private final Charset charset;

  CsvRows(String kind, InputStream in, Charset charset) {
    this.kind = kind;
    this.in = in;
    this.charset = charset;
  }

  @Override
  public void read(Consumer<RawRow> sink) throws IOException, Unreadable {
    CsvRecordHandler handler =
        CsvRecordHandler.of(
            b -> b.maxFields(MAX_COLUMNS).maxFieldSize(MAX_CELL).maxRecordSize(MAX_RECORD));
    long line = 1;
    try (CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .build(handler, reader());
        CloseableIterator<CsvRecord> records = csv.iterator()) {
      if (!records.hasNext()) {
        throw new Unreadable(1, new RowProblem("", "empty", "文件是空的", "the file is empty"));
      }
      List<String> columns = header(records.next());
      while (records.hasNext()) {
        CsvRecord cells = records.next();
        line = cells.getStartingLineNumber();
        sink.accept(row(columns, cells));
      }
    } catch (CsvParseException e) {
      throw unreadable(line, e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw unreadable(line, e);
      }
      throw e.getCause();
    } catch (CharacterCodingException e) {
      throw unreadable(line, e);
    }
  }

  /** Where it was is known to a line or two only: what was read ahead is not looked at. */
  private Unreadable unreadable(long line, Exception e) {
    Throwable cause = e;
    while (cause != null && !(cause instanceof CharacterCodingException)) {
      cause = cause.getCause();
    }
    return cause != null
        ? new Unreadable(
            line,
            new RowProblem(
                "",
                "charset",
                "第 " + line + " 行之后有不属于 " + charset + " 的字节",
                "bytes behind line " + line + " are not " + charset))
        : new Unreadable(
            line,
            new RowProblem(
                "",
                "csv",
                "第 " + line + " 行之后不是有效的 CSV（引号未闭合或字段过长）",
                "behind line " + line + " it is not valid CSV: an open quote or too long a field"));
  }

  private List<String> header(CsvRecord names) throws Unreadable {
    List<String> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names.getFields()) {
      String column = name.strip();
      if (!Columns.known(kind, column) || !seen.add(column)) {
        String shown = column.replaceAll("[^\\p{L}\\p{N}_.-]", "?");
        shown = shown.substring(0, Math.min(40, shown.length()));
        throw new Unreadable(
            1,
            new RowProblem(
                shown,
                "column",
                "列名未知或重复：" + shown + "；可用的列：" + Columns.names(kind),
                "unknown or repeated column " + shown + "; there are " + Columns.names(kind)));
      }
      columns.add(column);
    }
    if (!seen.contains(Columns.ID)) {
      throw new Unreadable(
          1, new RowProblem(Columns.ID, "column", "缺少 id 列", "the column id is missing"));
    }
    return columns;
  }

  private RawRow row(List<String> columns, CsvRecord record) {
    Map<String, String> cells = new LinkedHashMap<>();
    int count = Math.min(columns.size(), record.getFieldCount());
    for (int i = 0; i < count; i++) {
      cells.put(columns.get(i), record.getField(i));
    }
    RawRow row = Columns.row(kind, record.getStartingLineNumber(), cells);
    if (record.getFieldCount() != columns.size()) {
      row.problems()
          .add(
              new RowProblem(
                  "",
                  "cells",
                  "应有 " + columns.size() + " 个单元格，实有 " + record.getFieldCount() + " 个",
                  "has " + record.getFieldCount() + " cells, expects " + columns.size()));
    }
    return row;
  }

  private Reader reader() throws IOException {
    PushbackReader reader =
        new PushbackReader(
            new InputStreamReader(
                in,
                charset
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    int first = reader.read();
    if (first >= 0 && first != '\uFEFF') {
      reader.unread(first);
    }
    return reader;
  }
}
