package org.watchfire.collector.parse.line;

/** Reasons why a line could not be read; a small fixed set, because they are counted by. */
public final class Problems {
  /** Nothing but white space. */
  public static final String EMPTY = "empty-line";

  /** NUL or mostly control characters: no log text. */
  public static final String BINARY = "binary";

  /** Longer than the reader's limit; only its beginning is kept. */
  public static final String TRUNCATED = "truncated";

  /** No syslog header where one is needed. */
  public static final String NO_SYSLOG_HEADER = "no-syslog-header";

  /** The line has not the shape of its source. */
  public static final String FORMAT = "unknown-format";

  /** Not exactly one JSON object within the limits. */
  public static final String JSON = "not-json";

  /** A JSON object, but not what the source promises. */
  public static final String SCHEMA = "invalid-fields";

  /** A record that never ended: an open quote, an audit event without its parts. */
  public static final String INCOMPLETE = "incomplete-record";

  /** A defect of the parser; the line is kept so that it can be reported. */
  public static final String PARSER_FAILURE = "parser-failure";

  private Problems() {}
}
