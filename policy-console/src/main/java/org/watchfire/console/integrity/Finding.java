package org.watchfire.console.integrity;

import static java.util.Objects.requireNonNull;

/**
 * Something about the protected rows that the console did not do.
 *
 * @param table where
 * @param key which row; empty when it is about the table as a whole
 * @param kind what
 * @param observed digest of what was found, so that another change is another finding
 */
public record Finding(String table, String key, Kind kind, String observed) {
  /** What was done. */
  public enum Kind {
    /** The content of a row is not what was sealed. */
    ALTERED("行内容被改动", "the row was altered"),
    /** A row has no seal. */
    ADDED("行未经系统添加", "the row was added"),
    /** A sealed row is not there. */
    REMOVED("行被删除", "the row was removed"),
    /** Rows and their own seals were set back, removed or put in together. */
    SET_BACK("行连同校验值被回退或替换", "the row was set back or replaced together with its seal"),
    /** The seal of the table is missing or not the console's. */
    TABLE_SEAL("整表校验值缺失或无效", "the seal of the table is missing or wrong"),
    /** The table is older than it was. */
    TABLE_SET_BACK("整表被回退到旧状态", "the table was set back to an older state");

    private final String zh;
    private final String en;

    Kind(String zh, String en) {
      this.zh = zh;
      this.en = en;
    }

    public String zh() {
      return zh;
    }

    public String en() {
      return en;
    }
  }

  public Finding {
    requireNonNull(table, "table");
    requireNonNull(key, "key");
    requireNonNull(kind, "kind");
    requireNonNull(observed, "observed");
  }

  /** Where it is, in one word. */
  public String place() {
    return key.isEmpty() ? table : table + "/" + key;
  }
}
