package org.watchfire.rules.access;

import java.util.Locale;
import java.util.Optional;

/**
 * What somebody wants to do with data. A closed list: a policy with a word that no part of the
 * product ever asks for would silently never apply.
 */
public enum AccessAction {
  /** See names and sizes, not content. */
  LIST("列目录"),
  READ("读取"),
  WRITE("写入"),
  DELETE("删除"),
  /** Take out in bulk: dump, copy, download of a result. */
  EXPORT("导出"),
  /** Give to another department or system. */
  SHARE("共享"),
  /** See a sealed or masked field in the clear. */
  REVEAL("揭示"),
  EXECUTE("执行"),
  LOG_ON("登录"),
  /** Change structure, rights or configuration. */
  ADMINISTER("管理");

  private final String zh;

  AccessAction(String zh) {
    this.zh = zh;
  }

  /** As it stands in policies: {@code log-on}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String zh() {
    return zh;
  }

  public static Optional<AccessAction> of(String text) {
    for (AccessAction action : values()) {
      if (action.text().equals(text)) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }
}
