package org.watchfire.store.query;

/** A query that is not one, or asks for what may not be asked for. */
public final class QuerySyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String zh;
  private final int column;

  /**
   * @param en what is wrong, in English
   * @param zh the same in Chinese
   * @param column where, counting UTF-16 characters from 1; one past the end when something is
   *     missing there
   */
  public QuerySyntaxException(String en, String zh, int column) {
    super(en + " (column " + column + ")");
    this.zh = zh + "（第 " + column + " 列）";
    this.column = column;
  }

  /** The message in Chinese. */
  public String zh() {
    return zh;
  }

  /** Where, counting characters from 1. */
  public int column() {
    return column;
  }
}
