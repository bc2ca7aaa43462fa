package org.watchfire.store.bundle;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a bundle says about itself; {@code manifest.json}. Numbers of records are those of the
 * stream, indexes those of a log.
 *
 * @param site name of the site's key
 * @param kind what the records are
 * @param from first record of the range asked for
 * @param to behind its last one
 * @param records how many records are in the bundle
 * @param matches how many of them match the query; null when a range has no query
 * @param query null when a range has none
 * @param logs the logs the records are of, oldest first
 * @param columns of {@code records.csv}: the field dictionary
 * @param files every other file but the manifest's signature, in the order of the zip
 */
public record Manifest(
    String site,
    String stream,
    Kind kind,
    long from,
    long to,
    long records,
    Long matches,
    Query query,
    Export export,
    List<Log> logs,
    List<Column> columns,
    List<FileEntry> files) {
  /** Value of {@code format}. */
  public static final String FORMAT = "watchfire-evidence/1";

  /** Name of the manifest in the zip. */
  public static final String FILE = "manifest.json";

  /** Name of the note that signs it. */
  public static final String SIGNATURE = "manifest.sig";

  /** Longest manifest that is read. */
  static final int MAX_BYTES = 32 << 20;

  private static final int MAX_COLUMNS = 256;

  /** What the records of a bundle are. */
  public enum Kind {
    /** Every record of the range; nothing can be left out. */
    RANGE,
    /** Chosen records; each is real, others may match too. */
    RECORDS;

    String id() {
      return this == RANGE ? "range" : "records";
    }
  }

  /**
   * The query.
   *
   * @param language {@code watchfire-kql/1}
   * @param since earliest {@code @timestamp}, null when open
   * @param until latest {@code @timestamp}, excluded, null when open
   */
  public record Query(String language, String text, String since, String until) {
    /** The one query language that bundles are written with. */
    public static final String LANGUAGE = "watchfire-kql/1";
  }

  /**
   * Who made the bundle and why.
   *
   * @param id of the audit record of this export
   * @param at ISO-8601 instant
   * @param by account
   * @param purpose in the words of the one who exported
   * @param approval who agreed, null when nobody had to
   * @param tool name and version
   */
  public record Export(
      String id, String at, String by, String purpose, String approval, String tool) {}

  /**
   * One log.
   *
   * @param origin of its checkpoint
   * @param first number in the stream of the log's entry 0
   * @param size of the checkpoint in the bundle
   * @param records how many of its entries are in the bundle
   */
  public record Log(String origin, long first, long size, long records) {}

  /** A column of {@code records.csv}: field name and what it means. */
  public record Column(String field, String zh, String en) {}

  /** A file of the bundle; sums in hex. */
  public record FileEntry(String name, long size, String sha256, String sm3) {}

  /** Copies the lists. */
  public Manifest {
    logs = List.copyOf(logs);
    columns = List.copyOf(columns);
    files = List.copyOf(files);
  }

  /** The same with another list of files. */
  public Manifest withFiles(List<FileEntry> listed) {
    return new Manifest(
        site, stream, kind, from, to, records, matches, query, export, logs, columns, listed);
  }

  /** The JSON. */
  public byte[] bytes() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", FORMAT);
    all.put("site", site);
    all.put("stream", stream);
    all.put("kind", kind.id());
    all.put("from", from);
    all.put("to", to);
    all.put("records", records);
    all.put("matches", matches);
    all.put(
        "query",
        query == null
            ? null
            : map(
                "language", query.language,
                "text", query.text,
                "since", query.since,
                "until", query.until));
    all.put(
        "export",
        map(
            "id", export.id,
            "at", export.at,
            "by", export.by,
            "purpose", export.purpose,
            "approval", export.approval,
            "tool", export.tool));
    all.put(
        "logs",
        each(
            logs,
            l -> map("origin", l.origin, "first", l.first, "size", l.size, "records", l.records)));
    all.put("columns", each(columns, c -> map("field", c.field, "zh", c.zh, "en", c.en)));
    all.put(
        "files",
        each(files, f -> map("name", f.name, "size", f.size, "sha256", f.sha256, "sm3", f.sm3)));
    return (JsonText.write(all) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private static <T> List<Object> each(List<T> list, Function<T, Object> json) {
    return list.stream().map(json).toList();
  }

  /**
   * Reads a manifest strictly: exactly these names, of these types.
   *
   * @throws BundleException when it is not one
   */
  static Manifest parse(byte[] json) throws BundleException {
    Map<String, Object> tree;
    try {
      tree = JsonText.parseObject(json);
    } catch (JsonText.FormatException e) {
      throw new BundleException(FILE, -1, "is not JSON: " + e.getMessage());
    }
    JsonFields all = new JsonFields("", tree);
    if (!all.text("format").equals(FORMAT)) {
      throw new BundleException(FILE, -1, "is of another format than " + FORMAT);
    }
    Kind kind =
        switch (all.text("kind")) {
          case "range" -> Kind.RANGE;
          case "records" -> Kind.RECORDS;
          default -> throw new BundleException(FILE, -1, "kind is neither range nor records");
        };
    JsonFields q = all.objectOrNull("query");
    JsonFields e = all.object("export");
    Manifest manifest =
        new Manifest(
            all.text("site"),
            all.text("stream"),
            kind,
            all.number("from"),
            all.number("to"),
            all.number("records"),
            all.numberOrNull("matches"),
            q == null
                ? null
                : new Query(
                    q.text("language"),
                    q.text("text"),
                    q.textOrNull("since"),
                    q.textOrNull("until")),
            new Export(
                e.text("id"),
                e.text("at"),
                e.text("by"),
                e.text("purpose"),
                e.textOrNull("approval"),
                e.text("tool")),
            all.list(
                "logs",
                l ->
                    new Log(
                        l.text("origin"),
                        l.number("first"),
                        l.number("size"),
                        l.number("records"))),
            all.list("columns", c -> new Column(c.text("field"), c.text("zh"), c.text("en"))),
            all.list(
                "files",
                f ->
                    new FileEntry(
                        f.text("name"), f.number("size"), f.text("sha256"), f.text("sm3"))));
    if (manifest.columns.size() > MAX_COLUMNS) {
      throw new BundleException(FILE, -1, "has more than " + MAX_COLUMNS + " columns");
    }
    if (q != null) {
      q.end();
    }
    e.end();
    all.end();
    return manifest;
  }
}
